// Package night holds the fuzz test that `contravene fuzz` builds and starts: the engine of `go test -fuzz` runs fuzz tests and
// nothing else.
package night
