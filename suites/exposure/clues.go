package exposure

import "sync"

// clueList finds out whether a text holds any of many short words in one pass over the text. Every answer of a run is
// searched for all of them, and hardly any holds one.
type clueList struct {
	pairs [1 << 16 / 64]uint64 // one bit for each pair of bytes that a word begins with
	words map[[2]byte][]string // by that pair
}

// clues are the hints of all tongues and dialects.
var clues = sync.OnceValue(func() *clueList {
	c := &clueList{words: map[[2]byte][]string{}}
	for i := range tongues {
		c.add(tongues[i].hints)
	}
	for i := range dialects {
		c.add(dialects[i].hints)
	}
	return c
})

func (c *clueList) add(words []string) {
	for _, word := range words {
		pair := [2]byte{word[0], word[1]}
		n := uint(pair[0])<<8 | uint(pair[1])
		c.pairs[n/64] |= 1 << (n % 64)
		c.words[pair] = append(c.words[pair], word)
	}
}

func (c *clueList) in(text string) bool { return anyOf(c, text) }

// inBytes is in without a copy of the text.
func (c *clueList) inBytes(text []byte) bool { return anyOf(c, text) }

func anyOf[T string | []byte](c *clueList, text T) bool {
	for i := 0; i+1 < len(text); i++ {
		n := uint(text[i])<<8 | uint(text[i+1])
		if c.pairs[n/64]&(1<<(n%64)) == 0 {
			continue
		}
		for _, word := range c.words[[2]byte{text[i], text[i+1]}] {
			if len(text)-i >= len(word) && string(text[i:i+len(word)]) == word {
				return true
			}
		}
	}
	return false
}
