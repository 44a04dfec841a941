// Package corpus keeps what Go's fuzzing engine found worth keeping: it reads, writes, merges and minimises corpora.
//
// An [Entry] is one input of a fuzz test that takes a []byte. It is stored in the engine's own file format and under the
// engine's own name, the first 16 hexadecimal digits of the SHA-256 of the file, so that a [Folder] is as good a corpus for
// `go test -fuzz` as one that the engine wrote itself: testdata/fuzz/FuzzX beside the test, which plain `go test` runs, or
// $GOCACHE/fuzz/PACKAGE/FuzzX, where the engine keeps what it found.
//
// A [Store] has no index. A name is made from the content and from nothing else, so two machines that merge into one store at
// the same time write different files or the same bytes, and neither undoes what the other did. Entries that made a test
// fail stand apart, below failing/, which the engine passes over and which no minimisation takes away.
package corpus
