// Package gate decides whether a change of a contract may pass.
//
// [Policy.Judge] takes what harness/diff tells of a change and gives a [Decision]: an outcome for each change and one verdict.
// Which changes matter is said by presets of lenses, by severities of single rules, and by a list of changes that somebody
// has accepted, with a reason and perhaps a last day. The package reads no file, no clock and no repository.
package gate
