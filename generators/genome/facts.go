package genome

import (
	"math/big"

	"github.com/contravene-dev/contravene/harness/schema"
)

// facts is what a schema and everything that it says in allOf and references asks for together, as far as a value can be
// brought into line with it keyword by keyword. The schema itself has the last word about what is valid.
type facts struct {
	schema             *schema.Schema
	types              []string // nil: any
	listed             []any    // enum and const; nil: none
	words              []any    // what the author wrote down: listed values, examples and defaults
	low, high          *big.Rat
	overLow, underHigh bool // the bounds themselves are excluded
	step               *big.Rat
	short, long        int // in code points; long < 0: no bound
	few, many          int // in items; many < 0: no bound
	distinct           bool
	members            []member
	byName             map[string]int
	required           []string
	closed             bool // no members but the declared ones
	rest               *schema.Schema
	items              *schema.Schema
	prefix             []*schema.Schema
	groups             [][]*schema.Schema // of each a branch has to be taken
}

// member is a declared property of an object.
type member struct {
	name   string
	schema *schema.Schema
	branch bool // declared in a branch alone
	hidden bool // belongs to answers
}

// The limits of looking into a schema, for such as refer to themselves or are large without end.
const (
	maxLayers  = 12
	maxMembers = 512
	maxWords   = 64
)

func gather(s *schema.Schema) *facts {
	f := &facts{schema: s, long: -1, many: -1, byName: map[string]int{}}
	f.take(s, 0, false)
	return f
}

// take adds what a schema says. Of a branch only the members count: whether it applies is not known yet.
func (f *facts) take(s *schema.Schema, layer int, branch bool) {
	if s == nil || layer > maxLayers {
		return
	}
	if s.Ref != nil {
		f.take(s.Ref.Target(), layer+1, branch)
	}
	if !branch {
		f.scalar(s)
		f.number(s)
		f.size(s)
	}
	f.object(s, branch)
	if f.items == nil {
		f.items, f.prefix = s.Items, s.PrefixItems
	}
	for _, part := range s.AllOf {
		f.take(part, layer+1, branch)
	}
	for _, group := range [][]*schema.Schema{s.OneOf, s.AnyOf} {
		if len(group) == 0 {
			continue
		}
		if !branch {
			f.groups = append(f.groups, group)
		}
		for _, part := range group {
			f.take(part, layer+1, true)
		}
	}
	for _, part := range []*schema.Schema{s.Then, s.Else} {
		f.take(part, layer+1, true)
	}
}

func (f *facts) scalar(s *schema.Schema) {
	if len(s.Types) > 0 && f.types == nil {
		f.types = s.Types
	}
	if s.Const != nil {
		f.listed = []any{s.Const.V}
	} else if s.Enum != nil && f.listed == nil {
		f.listed = s.Enum
	}
	for _, list := range [][]any{f.listed, s.Examples} {
		for _, v := range list {
			f.word(v)
		}
	}
	if s.Default != nil {
		f.word(s.Default.V)
	}
}

func (f *facts) word(v any) {
	if len(f.words) >= maxWords {
		return
	}
	for _, known := range f.words {
		if schema.Equal(known, v) {
			return
		}
	}
	f.words = append(f.words, v)
}

func (f *facts) number(s *schema.Schema) {
	raise := func(n *big.Rat, over bool) {
		if n != nil && (f.low == nil || n.Cmp(f.low) > 0 || over && n.Cmp(f.low) == 0) {
			f.low, f.overLow = n, over
		}
	}
	lower := func(n *big.Rat, under bool) {
		if n != nil && (f.high == nil || n.Cmp(f.high) < 0 || under && n.Cmp(f.high) == 0) {
			f.high, f.underHigh = n, under
		}
	}
	raise(s.Minimum, false)
	raise(s.ExclusiveMinimum, true)
	lower(s.Maximum, false)
	lower(s.ExclusiveMaximum, true)
	if s.MultipleOf != nil && s.MultipleOf.Sign() > 0 {
		f.step = s.MultipleOf
	}
}

func (f *facts) size(s *schema.Schema) {
	if s.MinLength != nil {
		f.short = max(f.short, *s.MinLength)
	}
	if s.MaxLength != nil && (f.long < 0 || *s.MaxLength < f.long) {
		f.long = *s.MaxLength
	}
	if s.MinItems != nil {
		f.few = max(f.few, *s.MinItems)
	}
	if s.MaxItems != nil && (f.many < 0 || *s.MaxItems < f.many) {
		f.many = *s.MaxItems
	}
	f.distinct = f.distinct || s.UniqueItems
}

func (f *facts) object(s *schema.Schema, branch bool) {
	for _, p := range s.Properties {
		at, known := f.byName[p.Name]
		switch {
		case known && f.members[at].branch && !branch:
			f.members[at].schema, f.members[at].branch = p.Schema, false
		case !known && len(f.members) < maxMembers:
			f.byName[p.Name] = len(f.members)
			f.members = append(f.members, member{p.Name, p.Schema, branch, p.Schema.Resolve().ReadOnly})
		}
	}
	if branch {
		return
	}
	f.required = append(f.required, s.Required...)
	if extra := s.AdditionalProperties; extra != nil {
		if extra.Always != nil {
			f.closed = f.closed || !*extra.Always
		} else if f.rest == nil {
			f.rest = extra
		}
	}
	if extra := s.UnevaluatedProperties; extra != nil && extra.Always != nil {
		f.closed = f.closed || !*extra.Always
	}
}

// allows reports whether a type is asked for; number takes integer.
func (f *facts) allows(kind string) bool {
	if f.types == nil {
		return true
	}
	for _, t := range f.types {
		if t == kind || t == "number" && kind == "integer" {
			return true
		}
	}
	return false
}

// element is the schema of an item, or nil.
func (f *facts) element(i int) *schema.Schema {
	if i < len(f.prefix) {
		return f.prefix[i]
	}
	return f.items
}
