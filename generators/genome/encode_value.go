package genome

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"

	"github.com/contravene-dev/contravene/harness/schema"
)

// place is where a value stands. Field is nil where no table knows it; then the path names it in words.
type place struct {
	field   *field
	path    string
	indices []byte
	depth   int
}

// open begins the record of a place.
func (w *writer) open(p *place, mode byte) {
	if p.field != nil {
		w.out = append(w.out, p.field.key[0], p.field.key[1])
		w.out = append(w.out, p.indices...)
	} else {
		w.out = append(appendStuffed(append(w.out, recordPath), []byte(p.path)), cut)
	}
	w.out = append(w.out, mode)
}

func (w *writer) record(p *place, mode byte, data []byte) {
	w.open(p, mode)
	w.out = appendStuffed(w.out, data)
	w.close()
}

// absent lists a field that has no value, so that one byte gives it one.
func (w *writer) absent(f *field, indices []byte) {
	if w.spare > 0 && !f.hidden {
		w.spare--
		w.record(&place{field: f, indices: indices}, modeAbsent, nil)
	}
}

func (w *writer) value(p place, v any) {
	if p.field != nil {
		if step, linked := w.links[p.field.path]; linked {
			w.record(&p, modeLink, []byte{step})
			return
		}
	}
	if w.words && w.word(&p, v) {
		return
	}
	switch v := v.(type) {
	case nil:
		w.record(&p, modeNull, nil)
	case bool:
		w.record(&p, map[bool]byte{true: modeTrue, false: modeFalse}[v], nil)
	case string:
		w.record(&p, modeText, []byte(v))
	case json.Number:
		if i, small := smallInteger(v); small {
			w.record(&p, modeInteger, appendInteger(nil, i))
		} else {
			w.record(&p, modeNumber, []byte(v))
		}
	case map[string]any:
		w.object(p, v)
	case []any:
		w.array(p, v)
	default:
		w.text(&p, v)
	}
}

// word writes a scalar that the contract lists by its number.
func (w *writer) word(p *place, v any) bool {
	if p.field == nil || p.field.facts.listed == nil {
		return false
	}
	for i, known := range p.field.facts.words {
		if _, isScalar := known.(string); isScalar && schema.Equal(known, v) {
			w.record(p, modeWord, appendIndex(nil, i))
			return true
		}
	}
	return false
}

// text writes a value as JSON, where that keeps it.
func (w *writer) text(p *place, v any) {
	data, err := json.Marshal(v)
	if err == nil {
		read, wrong := readJSON(data)
		again, _ := json.Marshal(read)
		if wrong == nil && bytes.Equal(data, again) {
			w.record(p, modeJSON, data)
			return
		}
	}
	w.fail("the value at %s cannot be written: %T is too large or deep, and is no JSON (%v)", p.path, v, err)
}

func readJSON(data []byte) (v any, err error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	err = d.Decode(&v)
	return v, err
}

func (w *writer) object(p place, object map[string]any) {
	if p.depth >= maxTokens-2 {
		w.text(&p, object)
		return
	}
	if len(object) == 0 {
		w.record(&p, modeObject, nil)
	}
	if p.field != nil {
		for _, f := range p.field.members {
			if v, has := object[f.name]; has {
				w.value(place{f, f.path, p.indices, p.depth + 1}, v)
			} else {
				w.absent(f, p.indices)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if p.field == nil || p.field.byName[name] == nil {
			w.value(place{nil, w.inWords(&p) + "/" + escapeToken(name), nil, p.depth + 1}, object[name])
		}
	}
}

func (w *writer) array(p place, items []any) {
	switch {
	case len(items) == 0:
		w.record(&p, modeArray, nil)
	case len(items) > maxItems || p.depth >= maxTokens-2:
		w.text(&p, items)
	default:
		for i, v := range items {
			if p.field != nil && p.field.item != nil {
				w.value(place{p.field.item, p.field.item.path, append(slices.Clone(p.indices), byte(i)), p.depth + 1}, v) // #nosec G115 -- below maxItems
				continue
			}
			w.value(place{nil, w.inWords(&p) + "/*" + strconv.Itoa(i), nil, p.depth + 1}, v)
		}
	}
}

// inWords writes a place's path with the indices in it.
func (w *writer) inWords(p *place) string {
	if p.field == nil || len(p.indices) == 0 {
		return p.path
	}
	var out []byte
	n := 0
	for i := range len(p.path) {
		out = append(out, p.path[i])
		if p.path[i] == '*' && p.path[i-1] == '/' && (i+1 == len(p.path) || p.path[i+1] == '/') {
			out = strconv.AppendInt(out, int64(p.indices[n]), 10)
			n++
		}
	}
	return string(out)
}

// same reports whether two values are equal as Go values.
func same(a, b any) bool { return reflect.DeepEqual(a, b) }

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
