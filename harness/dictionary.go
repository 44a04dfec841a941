package harness

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// dictionary keeps values that answers had, by name: what a service has under a name is what it takes under it. It grows
// only while one thing happens after the other, so that it is the same whatever the number of workers.
type dictionary struct {
	mu    sync.Mutex
	words map[string][]any
}

// The dictionary is small: a few values of each name are as good as many.
const (
	mostNames  = 2000
	mostValues = 8
	longWord   = 64
	deepWord   = 4
)

// newDictionary begins with what the contract's author wrote down.
func newDictionary(c *Contract) *dictionary {
	d := &dictionary{words: map[string][]any{}}
	for _, op := range c.Operations {
		for _, p := range op.Parameters {
			for _, e := range p.Examples {
				d.walk(map[string]any{p.Name: e.Value}, 0)
			}
		}
		if op.Body == nil {
			continue
		}
		for _, m := range op.Body.Contents {
			for _, e := range m.Examples {
				d.walk(e.Value, deepWord)
			}
		}
	}
	return d
}

// seen gives the values under a name.
func (d *dictionary) seen(name string) []any {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.words[plainName(name)]
}

// read takes the values of an answer in.
func (d *dictionary) read(x *Exchange) {
	if !x.Answered() || x.Status()/100 != 2 || len(x.Response.Body) == 0 {
		return
	}
	decoded, err := x.Response.JSON()
	if err != nil {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.walk(decoded.Value, deepWord)
}

func (d *dictionary) walk(v any, depth int) {
	switch at := v.(type) {
	case []any:
		for _, e := range at[:min(len(at), mostValues)] {
			d.walk(e, depth)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(at)) {
			switch value := at[name].(type) {
			case string:
				if value != "" && len(value) <= longWord {
					d.add(name, value)
				}
			case json.Number:
				d.add(name, value)
			default:
				if depth > 0 {
					d.walk(value, depth-1)
				}
			}
		}
	}
}

func (d *dictionary) add(name string, v any) {
	name = plainName(name)
	known := d.words[name]
	if len(known) >= mostValues || known == nil && len(d.words) >= mostNames ||
		slices.ContainsFunc(known, func(o any) bool { return fmt.Sprint(o) == fmt.Sprint(v) }) {
		return
	}
	d.words[name] = append(known, v)
}

var spellings = strings.NewReplacer("_", "", "-", "", ".", "")

// plainName makes names equal that differ in their spelling alone: customerId, customer_id and customer-id.
func plainName(name string) string {
	return strings.ToLower(spellings.Replace(name))
}
