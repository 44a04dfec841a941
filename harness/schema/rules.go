package schema

import (
	"encoding/json"
	"math/big"
	"sync/atomic"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/text/message"
)

// broken is an error of one of our own rules, in the validator's terms. Its words are written later, from the contract.
type broken struct {
	keyword string
	name    string // the property name that propertyNames refused
}

func (b *broken) KeywordPath() []string                   { return []string{b.keyword} }
func (b *broken) LocalizedString(*message.Printer) string { return b.keyword + " failed" }

// refRule is a reference. Its target is compiled when a value first gets there, and shared by all who refer to it.
type refRule struct {
	compiler *compiler
	target   *Schema
	made     atomic.Pointer[jsonschema.Schema]
}

func (r *refRule) Validate(ctx *jsonschema.ValidatorContext, v any) {
	r.compiler.effort.spend()
	made := r.made.Load()
	if made == nil {
		made = r.compiler.root(r.target)
		r.made.Store(made)
	}
	if err := ctx.Validate(made, v, nil); err != nil {
		ctx.AddErr(err)
	}
}

// integerRule is type: integer. The validator's own test calculates with numbers of any size, which a few hostile
// characters turn into seconds.
type integerRule struct{}

func (integerRule) Validate(ctx *jsonschema.ValidatorContext, v any) {
	n, ok := v.(json.Number)
	if !ok {
		return
	}
	if _, small := smallInt(string(n)); small {
		return
	}
	if d, ok := parseDecimal(string(n)); !ok || !d.integer() {
		ctx.AddError(&broken{keyword: "type"})
	}
}

// enumRule looks the value up instead of going through the members, of which there can be a hundred thousand.
type enumRule struct {
	strings map[string]bool
	others  map[string]bool // by key
}

func newEnumRule(members []any) *enumRule {
	r := &enumRule{strings: make(map[string]bool, len(members)), others: map[string]bool{}}
	for _, m := range members {
		if text, ok := m.(string); ok {
			r.strings[text] = true
		} else {
			r.others[key(m)] = true
		}
	}
	return r
}

func (r *enumRule) Validate(ctx *jsonschema.ValidatorContext, v any) {
	if text, ok := v.(string); ok {
		if !r.strings[text] {
			ctx.AddError(&broken{keyword: "enum"})
		}
		return
	}
	if len(r.others) == 0 || !r.others[key(v)] {
		ctx.AddError(&broken{keyword: "enum"})
	}
}

type constRule struct{ want any }

func (r constRule) Validate(ctx *jsonschema.ValidatorContext, v any) {
	if !Equal(r.want, v) {
		ctx.AddError(&broken{keyword: "const"})
	}
}

// bound is one numeric keyword.
type bound struct {
	keyword string
	limit   *big.Rat
	small   int64
	isSmall bool
	breaks  func(order int) bool // order is that of the value against the limit
}

type numberRule struct {
	bounds     []bound
	multipleOf *big.Rat
}

func newNumberRule(s *Schema) *numberRule {
	r := &numberRule{multipleOf: s.MultipleOf}
	if r.multipleOf != nil && r.multipleOf.Sign() <= 0 {
		r.multipleOf = nil
	}
	add := func(keyword string, limit *big.Rat, breaks func(int) bool) {
		if limit != nil {
			b := bound{keyword: keyword, limit: limit, breaks: breaks}
			if limit.IsInt() && limit.Num().IsInt64() {
				b.small, b.isSmall = limit.Num().Int64(), true
			}
			r.bounds = append(r.bounds, b)
		}
	}
	add("minimum", s.Minimum, func(order int) bool { return order < 0 })
	add("maximum", s.Maximum, func(order int) bool { return order > 0 })
	add("exclusiveMinimum", s.ExclusiveMinimum, func(order int) bool { return order <= 0 })
	add("exclusiveMaximum", s.ExclusiveMaximum, func(order int) bool { return order >= 0 })
	return r
}

func (r *numberRule) Validate(ctx *jsonschema.ValidatorContext, v any) {
	n, ok := v.(json.Number)
	if !ok {
		return
	}
	small, isSmall := smallInt(string(n))
	d, ok := parseDecimal(string(n))
	if !ok {
		return
	}
	for i := range r.bounds {
		b := &r.bounds[i]
		var order int
		if isSmall && b.isSmall {
			order = compareInt(small, b.small)
		} else {
			order = d.compare(b.limit)
		}
		if b.breaks(order) {
			ctx.AddError(&broken{keyword: b.keyword})
		}
	}
	// A number too long to calculate with gets the benefit of the doubt.
	if r.multipleOf != nil && !d.huge() && !d.tiny() && !new(big.Rat).Quo(d.rat(), r.multipleOf).IsInt() {
		ctx.AddError(&broken{keyword: "multipleOf"})
	}
}

func compareInt(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

type uniqueRule struct{}

func (uniqueRule) Validate(ctx *jsonschema.ValidatorContext, v any) {
	if items, ok := v.([]any); ok && len(items) > 1 && repeats(items) {
		ctx.AddError(&broken{keyword: "uniqueItems"})
	}
}

// repeats reports whether two items are equal.
func repeats(items []any) bool {
	seen := make(map[string]bool, len(items))
	for _, item := range items {
		k := key(item)
		if seen[k] {
			return true
		}
		seen[k] = true
	}
	return false
}

// namesRule is propertyNames.
type namesRule struct{ name *jsonschema.Schema }

func (r namesRule) Validate(ctx *jsonschema.ValidatorContext, v any) {
	object, ok := v.(map[string]any)
	if !ok {
		return
	}
	for name := range object {
		if r.name.Validate(name) != nil {
			ctx.AddError(&broken{keyword: "propertyNames", name: name})
		}
	}
}

// itemsSeen tells the validator which items have been described, for the sake of unevaluatedItems. Its own compiler notes
// this in fields that others cannot set.
type itemsSeen struct {
	prefix int
	all    bool
}

func (r itemsSeen) Validate(ctx *jsonschema.ValidatorContext, v any) {
	items, ok := v.([]any)
	if !ok {
		return
	}
	n := len(items)
	if !r.all {
		n = min(n, r.prefix)
	}
	for i := range n {
		ctx.EvaluatedItem(i)
	}
}
