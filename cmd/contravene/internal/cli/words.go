package cli

import (
	"errors"
	"strings"
)

// splitWords cuts a command line into words the way a shell does, without expanding anything: blanks separate, single
// quotes keep everything, double quotes and backslashes keep the next special character.
func splitWords(text string) ([]string, error) {
	var s splitter
	for _, r := range text {
		s.take(r)
	}
	if s.quote != 0 || s.escaped {
		return nil, errors.New("the command ends within a quotation")
	}
	s.end()
	if len(s.words) == 0 {
		return nil, errors.New("the command is empty; give the program and its arguments")
	}
	return s.words, nil
}

type splitter struct {
	words   []string
	word    strings.Builder
	inWord  bool // also for a word of no characters, which quotes can make
	quote   rune
	escaped bool
}

func (s *splitter) take(r rune) {
	switch {
	case s.escaped:
		if s.quote == '"' && !strings.ContainsRune("\"\\$`", r) {
			s.word.WriteByte('\\') // between double quotes other characters keep their backslash
		}
		s.word.WriteRune(r)
		s.escaped = false
	case r == '\\' && s.quote != '\'':
		s.escaped, s.inWord = true, true
	case s.quote != 0 && r == s.quote:
		s.quote = 0
	case s.quote == 0 && (r == '\'' || r == '"'):
		s.quote, s.inWord = r, true
	case s.quote == 0 && (r == ' ' || r == '\t' || r == '\n'):
		s.end()
	default:
		s.word.WriteRune(r)
		s.inWord = true
	}
}

func (s *splitter) end() {
	if s.inWord {
		s.words = append(s.words, s.word.String())
	}
	s.word.Reset()
	s.inWord = false
}
