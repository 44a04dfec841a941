package learn

import (
	"bytes"
	"net/http"
	"unicode/utf8"

	"github.com/contravene-dev/contravene/harness"
)

// The bounds of reading. Refusals are short; what is not was not written for clients.
const (
	maxBody    = 64 << 10 // bytes of a body
	maxLessons = 50
	maxMessage = 4 << 10 // bytes of one message
	maxSteps   = 5000    // values of a JSON text that are looked at
	maxDepth   = 12      // levels of a JSON text that are looked at
	maxText    = 200     // characters of a lesson's text
)

type lessonsOf struct{}

// Read says what a refusal teaches about the inputs of its request. The result is shared between equal answers and must
// not be changed.
func Read(r *harness.Response) []harness.Lesson {
	if r == nil || !refuses(r.Status) || r.Truncated || len(r.Body) > maxBody || !marked(r.Body) || !utf8.Valid(r.Body) {
		return nil
	}
	return harness.Derive(r, lessonsOf{}, func() []harness.Lesson {
		var f finder
		if decoded, err := r.JSON(); err == nil {
			f.walk(decoded.Value, spot{}, 0)
		} else {
			f.text(spot{}, string(r.Body))
		}
		return f.lessons
	})
}

// refuses reports whether a status says that the request itself was at fault.
func refuses(status int) bool {
	switch status {
	case http.StatusBadRequest, http.StatusConflict, http.StatusPreconditionFailed, http.StatusUnprocessableEntity:
		return true
	}
	return false
}

// marks are parts of words, one of which stands in every message that a reader here understands. Their first letters are
// left out where they may be capitals.
var marks = [][]byte{
	[]byte("ust "), []byte("hould "), []byte("xpected"), []byte("equired"), []byte("alid"), []byte("missing"), []byte("issing "),
	[]byte("too_"), []byte("oo short"), []byte("oo long"), []byte("t least"), []byte("t most"), []byte("inimum"), []byte("aximum"),
	[]byte("ength"), []byte("han"), []byte("lank"), []byte("mpty"), []byte("lready"), []byte("nique"), []byte("match"),
	[]byte("nsure"), []byte("one of"), []byte("ermitted"), []byte("unmarshal"), []byte("deserialize"), []byte("onvert"),
	[]byte("ield\""), []byte("exceed"), []byte("number"), []byte("integer"),
}

// marked is the quick way past bodies that say nothing of any rule, which most refusals are.
func marked(body []byte) bool {
	for _, m := range marks {
		if bytes.Contains(body, m) {
			return true
		}
	}
	return false
}
