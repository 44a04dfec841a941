// Package webpage writes a run's report as one HTML file that needs nothing else.
//
// The file opens without a server and asks no network for anything; its Content-Security-Policy forbids that, and allows no
// script or style but the ones of this package, by their hashes. Everything in it can be read without JavaScript, which only
// filters and copies. What services and contracts said passes through html/template and cannot become markup.
package webpage
