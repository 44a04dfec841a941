// Package state checks what happens to objects over their lives: what was created is there, what was changed is kept, what
// was deleted is gone.
//
// Its checks propose stories (see [harness.Story]): an object is made, something is done to it, and it is looked at again.
// They compare what was sent, as it was read back from the bytes, with what the service shows; never with what a case
// meant to send.
package state

import "github.com/contravene-dev/contravene/harness"

// Checks lists the family.
var Checks = []*harness.Check{
	CreatedNotReadable,
	ReadBackDiffers,
	UpdateNotPersisted,
	FailedCreateHasEffects,
	FailedUpdateHasEffects,
	DeleteHasNoEffect,
	UseAfterDelete,
	SecondDeleteFails,
	ListMissesCreated,
	ListShowsDeleted,
	PutNotIdempotent,
	PutCreatesAgain,
	PutReplacesPartially,
	MergePatchMisapplied,

	LocationMissing,
	LocationWrong,
	SafeMethodChangesState,
	PageSizeExceeded,
	PageOverlap,
	TotalInconsistent,
	FilterIgnored,
	SortNotKept,
	ETagIgnored,
	IdempotencyKeyIgnored,
}
