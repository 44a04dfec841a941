// Package checktest is the kit with which a check's author proves the check.
//
// [Judge] shows a check written exchanges and compares what it says of them; it needs no service. [Run] lets the engine
// play a check against a fixture, sound and with the check's bug planted. [Matrix] plants each bug in turn under all
// checks, and proves that only the one named for it speaks.
package checktest
