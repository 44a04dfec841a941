// Package cli is the command line of contravene: flags, configuration file, exit codes.
//
// One table, [options], declares every setting once; the flags of `test` and the keys of contravene.yaml are both made
// from it. Standard output carries what was asked for, standard error everything else. Exit codes: 0 promises kept,
// 1 findings at or above --fail-on, 2 bad usage or an unreadable contract, 3 the target could not be tested.
package cli
