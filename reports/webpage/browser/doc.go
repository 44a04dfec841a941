// Package browser holds the test that looks at the page in a real browser.
//
// It is a package of its own so that nobody else compiles what drives the browser.
package browser
