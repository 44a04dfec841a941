// Package words puts what reports of people have in common into words.
//
// What it gives is safe to print on one line: what a service or a contract said is shortened, and control characters in it are
// visible. It knows no format; each one escapes what it writes in its own way as well.
package words
