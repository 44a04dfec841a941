package diff

import (
	"strconv"

	"github.com/contravene-dev/contravene/harness/schema"
)

// sizes is a pair of keywords that bound a count from below and from above.
type sizes struct {
	keywords, stems [2]string
	typ             string
	base, head      [2]int // the upper bound is -1 where there is none
	set             func(s *schema.Schema, low, high *int)
}

func (p *pair) compareSizes(s sizes) {
	outside := func(low, high *int) []*schema.Schema {
		made := &schema.Schema{Types: []string{s.typ}}
		s.set(made, low, high)
		return []*schema.Schema{made}
	}
	if was, is := s.base[0], s.head[0]; was != is {
		e := &edit{stem: s.stems[0], keywords: s.keywords[:1], before: strconv.Itoa(was), after: strconv.Itoa(is)}
		if is > was {
			e.lose = outside(nil, new(is-1))
		} else {
			e.gain = outside(nil, new(was-1))
		}
		p.add(e)
	}
	if was, is := s.base[1], s.head[1]; was != is {
		e := &edit{stem: s.stems[1], keywords: s.keywords[1:], before: upper(was), after: upper(is)}
		if is >= 0 && (was < 0 || is < was) {
			e.lose = outside(new(is+1), nil)
		} else {
			e.gain = outside(new(was+1), nil)
			if is >= 0 && was > 0 {
				e.factor = is / was
			}
		}
		p.add(e)
	}
}

func upper(n int) string {
	if n < 0 {
		return "none"
	}
	return strconv.Itoa(n)
}
