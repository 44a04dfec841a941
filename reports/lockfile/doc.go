// Package lockfile holds still what a run saw of authorization and exposure, in a file that a reviewer reads as a diff.
//
// [From] makes a lock of a report, [Lock.Write] writes it, [Read] reads one, and [Lock.Compare] says what has drifted, as
// findings. The comparison is a partial order: what opens fails, what closes is told, and what is not known any more fails,
// since drift hides behind a broken fixture. A lock holds no ids, values, names of actors, credentials or times, and the
// same contract and service give the same bytes on every machine.
package lockfile
