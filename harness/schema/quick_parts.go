package schema

import "sync"

// quickArray holds the keywords for arrays.
type quickArray struct {
	hard        bool // contains and unevaluatedItems are left to the validator
	least, most int
	unique      bool
	prefix      []*quick
	rest        *quick
}

func (r *quickRun) items(q *quickArray, items []any) answer {
	if len(items) < q.least || len(items) > q.most {
		return no
	}
	out := yes
	if q.hard {
		out = unsure
	}
	if q.unique {
		out = both(out, distinctItems(items))
	}
	if q.rest == nil && len(q.prefix) == 0 {
		return out
	}
	for i, item := range items {
		part := q.rest
		if i < len(q.prefix) {
			part = q.prefix[i]
		}
		if out = both(out, r.judge(part, item)); out == no {
			return no
		}
	}
	return out
}

// distinctItems is uniqueItems: short arrays of strings and plain numbers are compared in pairs, others by their keys.
func distinctItems(items []any) answer {
	if len(items) < 2 {
		return yes
	}
	simple := len(items) <= longestList
	for _, item := range items {
		var n quickNum
		typ := typeOf(item, &n)
		switch {
		case typ == 0:
			return unsure
		case typ&(arrayType|objectType) != 0 || typ == numberType && !n.isPlain:
			simple = false
		}
	}
	if !simple {
		return sure(!repeats(items))
	}
	for i := range items {
		for j := range i {
			if Equal(items[i], items[j]) {
				return no
			}
		}
	}
	return yes
}

// quickObject holds the keywords for objects.
type quickObject struct {
	hard        bool // dependent… and unevaluatedProperties are left to the validator
	least, most int
	required    []string
	properties  []quickProperty
	known       map[string]bool // the names of properties, where others are looked at
	patterns    []quickPattern
	others      *quick // additionalProperties
	names       *quick
}

type quickProperty struct {
	name   string
	schema *quick
}

type quickPattern struct {
	pattern Pattern
	schema  *quick
}

func (r *quickRun) members(q *quickObject, object map[string]any) answer {
	if len(object) < q.least || len(object) > q.most {
		return no
	}
	for _, name := range q.required {
		if _, there := object[name]; !there {
			return no
		}
	}
	out := yes
	if q.hard {
		out = unsure
	}
	seen := 0
	for i := range q.properties {
		p := &q.properties[i]
		v, there := object[p.name]
		if !there {
			continue
		}
		seen++
		if out = both(out, r.judge(p.schema, v)); out == no {
			return no
		}
	}
	if len(q.patterns) > 0 || q.names != nil || q.others != nil && seen < len(object) {
		out = both(out, r.named(q, object))
	}
	return out
}

// named asks what depends on the names of members.
func (r *quickRun) named(q *quickObject, object map[string]any) answer {
	out := yes
	for name, v := range object {
		described := q.known[name]
		for i := range q.patterns {
			if q.patterns[i].pattern.Match(name) {
				described = true
				out = both(out, r.judge(q.patterns[i].schema, v))
			}
		}
		if !described {
			out = both(out, r.judge(q.others, v))
		}
		if q.names != nil {
			out = both(out, r.judge(q.names, name))
		}
		if out == no {
			return no
		}
	}
	return out
}

// quickRef is a reference, followed on first use.
type quickRef struct {
	compiler *compiler
	target   *Schema
	once     sync.Once
	made     *quick
}

func (f *quickRef) quick() *quick {
	f.once.Do(func() { f.made = f.compiler.quickTarget(f.target) })
	return f.made
}
