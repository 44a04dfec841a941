package harness

// A run may look at some operations closely and only glance at the others, such as a gate at what a change has not touched. A
// glance still tells the stories of an operation, since who may do what on it hangs on others too; of its generators and other
// proposals it takes the first few, which find most.

// glance is how many cases of each generator and check an operation gets that is only glanced at.
const glance = 5

// closer is how much more of a time budget an operation gets than one that is only glanced at.
const closer = 8

func (s *Session) shallow(op *Operation) bool { return s.cfg.Shallow != nil && s.cfg.Shallow(op) }

// limitOf is how many cases one generator or check may try on an operation.
func (s *Session) limitOf(op *Operation) int {
	if s.shallow(op) {
		return min(s.limit, glance)
	}
	return s.limit
}

// weight is an operation's part of a time budget.
func (s *Session) weight(op *Operation) int {
	if s.cfg.Shallow == nil || s.shallow(op) {
		return 1
	}
	return closer
}

// deep counts the operations that are not only glanced at, and all where each is.
func (s *Session) deep() int {
	n := 0
	for _, op := range s.chosen {
		if !s.shallow(op) {
			n++
		}
	}
	if n == 0 {
		return len(s.chosen)
	}
	return n
}

// visits weighs all the visits of the run.
func (s *Session) visits() int {
	n := 0
	for _, op := range s.chosen {
		times := 1
		if s.stories {
			times++
		}
		if s.first < s.limit && !s.shallow(op) {
			times++
		}
		n += times * s.weight(op)
	}
	return n
}

// planned is how many cases the budget allows to each generator.
func (s *Session) planned() int {
	n := 0
	for _, op := range s.chosen {
		n += s.limitOf(op)
	}
	return n
}
