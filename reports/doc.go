// Package reports writes what a run found, for people, for programs and for CI systems.
//
// One file per format: [Text] for people, [JSON] for programs (its shape is documented by the JSON Schema in [Schema]),
// [JUnit] for CI systems, a page for browsers (package webpage), [HAR] for tools that read exchanges, and [Progress] for whoever
// waits. Those that code hosts show on the lines of a pull request are in package remark. [Compare] tells what became of findings
// from one run to another. [Write] puts any of them into files, each of which appears
// whole or not at all. A single finding is kept as a file of its own by [SaveFinding], so that it can be replayed.
//
// Everything a service said is shown shortened and with its control characters made visible: an answer must not be able
// to move the cursor of the terminal that reports it, or to break the XML that a CI system reads.
package reports
