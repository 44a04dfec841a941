// Package slots holds code that does nothing but be counted: Count blocks, each with a coverage counter of its own.
//
// The compiler gives every block a counter when it builds for fuzzing, and each instance of a generic function has blocks of its own.
// Types that are laid out differently make instances, so that one switch is compiled 32 times. Nothing else stands in this package, so
// that a build can choose it alone: -gcflags=github.com/contravene-dev/contravene/harness/bridge/slots=-d=libfuzzer.
package slots

// cases is how many blocks one instance has.
const cases = 64

// Count is how many slots there are.
const Count = cases * 32

// Hit runs the block of a slot, from 0 to Count-1. Nothing happens but that its counter goes up where there is one.
func Hit(slot int) { banks[slot/cases](slot % cases) }

func block[layout any](i int) {
	switch i {
	case 0:
	case 1:
	case 2:
	case 3:
	case 4:
	case 5:
	case 6:
	case 7:
	case 8:
	case 9:
	case 10:
	case 11:
	case 12:
	case 13:
	case 14:
	case 15:
	case 16:
	case 17:
	case 18:
	case 19:
	case 20:
	case 21:
	case 22:
	case 23:
	case 24:
	case 25:
	case 26:
	case 27:
	case 28:
	case 29:
	case 30:
	case 31:
	case 32:
	case 33:
	case 34:
	case 35:
	case 36:
	case 37:
	case 38:
	case 39:
	case 40:
	case 41:
	case 42:
	case 43:
	case 44:
	case 45:
	case 46:
	case 47:
	case 48:
	case 49:
	case 50:
	case 51:
	case 52:
	case 53:
	case 54:
	case 55:
	case 56:
	case 57:
	case 58:
	case 59:
	case 60:
	case 61:
	case 62:
	case 63:
	}
}

// banks are the instances.
var banks = [Count / cases]func(int){
	block[[0]bool], block[[1]bool], block[[2]bool], block[[3]bool], block[[4]bool], block[[5]bool], block[[6]bool], block[[7]bool],
	block[[8]bool], block[[9]bool], block[[10]bool], block[[11]bool], block[[12]bool], block[[13]bool], block[[14]bool], block[[15]bool],
	block[[16]bool], block[[17]bool], block[[18]bool], block[[19]bool], block[[20]bool], block[[21]bool], block[[22]bool], block[[23]bool],
	block[[24]bool], block[[25]bool], block[[26]bool], block[[27]bool], block[[28]bool], block[[29]bool], block[[30]bool], block[[31]bool],
}
