package generators

import (
	"crypto/sha256"
	"encoding/json"
	"strconv"

	"github.com/contravene-dev/contravene/harness"
)

// fingerprint tells requests apart, also those whose values are equal but written differently: 1 and 1.0 are different bytes.
type fingerprint [sha256.Size]byte

func fingerprintOf(in harness.Inputs) fingerprint {
	text := make([]byte, 0, 512)
	for _, values := range []map[string]any{in.Path, in.Query, in.Header, in.Cookie} {
		text = appendValue(text, values)
	}
	if in.Body != nil {
		text = appendValue(append(appendText(text, in.Body.Media), '='), in.Body.Value)
	}
	return sha256.Sum256(text)
}

// appendValue writes a value so that different values are written differently. It is JSON in all but what makes JSON slow.
func appendValue(out []byte, v any) []byte {
	switch v := v.(type) {
	case string:
		return appendText(out, v)
	case json.Number:
		return append(append(out, v...), ';')
	case bool:
		return strconv.AppendBool(out, v)
	case []any:
		out = append(out, '[')
		for _, item := range v {
			out = appendValue(out, item)
		}
		return append(out, ']')
	case map[string]any:
		out = append(out, '{')
		for _, name := range sortedKeys(v) {
			out = appendValue(appendText(out, name), v[name])
		}
		return append(out, '}')
	case nil:
		return append(out, 'z')
	}
	other, _ := json.Marshal(v) // no generator makes such a value; a lost one is a request that is sent twice
	return append(out, other...)
}

func appendText(out []byte, text string) []byte {
	return append(append(strconv.AppendInt(out, int64(len(text)), 10), ':'), text...)
}
