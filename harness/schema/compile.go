package schema

import (
	"slices"
	"strconv"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// compiler turns the schemas of one contract and one face into the validator's form.
//
// It fills in jsonschema.Schema directly instead of writing JSON for jsonschema.Compiler to read, for three reasons. The
// Compiler follows every reference before it returns, so that one operation of a contract whose types all know each other
// costs as much as the whole contract. It checks each resource against the metaschema, which is dearer than compiling it.
// And it resolves URLs, which here nothing can: there is no URL, so there is nothing to load from a disk or a network.
// What the Compiler keeps in unexported fields is made up for by the extensions in this package, and the official test
// suite is run over the result.
type compiler struct {
	set  *Set
	face Face

	roots  sync.Map // *Schema to *jsonschema.Schema
	quicks sync.Map // *Schema to *quick
	veiled sync.Map // *Schema to bool; see Conceals
	judged sync.Map // *Schema to *judgement
	effort effort

	mu       sync.Mutex // guards what follows, and that a root is built once
	origins  []origin   // what a location number of the validator stands for
	circles  *circles
	hopeless map[*Schema]bool      // circles that are too wide
	copies   int                   // circular schemas copied for the root being built
	problems map[*Schema][]Problem // by the root that was being built
	building *Schema
}

// origin says which part of the contract a compiled schema was made from.
type origin struct {
	schema  *Schema
	keyword string // set where a false schema stands for the keyword of its owner, such as unevaluatedProperties: false
}

// frame is the surroundings of a schema while it is compiled.
type frame struct {
	top    *Schema   // the outermost schema, written in one piece, that describes the same value
	active []*Schema // shared schemas on a circle that are being compiled for the same value
}

func (c *compiler) blank(from origin) *jsonschema.Schema {
	c.origins = append(c.origins, from)
	return &jsonschema.Schema{DraftVersion: 2020, Location: strconv.Itoa(len(c.origins) - 1)}
}

// build compiles one schema with everything that is written inside it; references are left for their first use.
func (c *compiler) build(s *Schema, f frame) *jsonschema.Schema {
	out := c.blank(origin{schema: s})
	if s.Always != nil || c.copies > maxCopies {
		out.Bool = s.Always
		return out
	}
	if f.top == nil {
		f.top = s
	}
	if s.Ref != nil {
		c.addRef(out, s, f)
	}
	c.addScalars(out, s)
	c.addArrays(out, s)
	c.addObjects(out, s, f)
	c.addBranches(out, s, f)
	return out
}

// inner compiles a schema for a part of the value: what was said about the whole does not matter there.
func (c *compiler) inner(s *Schema) *jsonschema.Schema {
	if s == nil {
		return nil
	}
	return c.build(s, frame{})
}

// rest compiles the schema for the parts that nothing else describes. A false one is the keyword's own "no".
func (c *compiler) rest(owner, s *Schema, keyword string) *jsonschema.Schema {
	if s != nil && s.Always != nil && !*s.Always {
		out := c.blank(origin{owner, keyword})
		out.Bool = s.Always
		return out
	}
	return c.inner(s)
}

func (c *compiler) addRef(out *jsonschema.Schema, s *Schema, f frame) {
	target := s.Ref.Target()
	if slices.Contains(f.active, target) {
		// Going round once more would ask the same questions of the same value.
		return
	}
	circle := c.circles.of(target)
	if circle == nil || !slices.ContainsFunc(f.active, func(a *Schema) bool { return c.circles.of(a) == circle }) {
		out.Extensions = append(out.Extensions, &refRule{compiler: c, target: target})
		return
	}
	// What is left out further round depends on where the value came in, so this part of the circle is not shared.
	if c.copies++; c.copies <= maxCopies {
		out.Ref = c.build(target, frame{active: append(slices.Clone(f.active), target)})
	}
}

func (c *compiler) addScalars(out *jsonschema.Schema, s *Schema) {
	if len(s.Types) > 0 {
		var types jsonschema.Types
		for _, t := range s.Types {
			types.Add(t)
		}
		if s.Allows("integer") && !s.Allows("number") {
			types.Add("number")
			out.Extensions = append(out.Extensions, integerRule{})
		}
		out.Types = &types
	}
	if s.Enum != nil {
		out.Extensions = append(out.Extensions, newEnumRule(s.Enum))
	}
	if s.Const != nil {
		out.Extensions = append(out.Extensions, constRule{s.Const.V})
	}
	if s.MultipleOf != nil || s.Maximum != nil || s.Minimum != nil || s.ExclusiveMaximum != nil || s.ExclusiveMinimum != nil {
		out.Extensions = append(out.Extensions, newNumberRule(s))
	}
	out.MaxLength, out.MinLength = s.MaxLength, s.MinLength
	if s.Pattern != "" {
		if p, err := c.set.pattern(s.Pattern); err != nil {
			c.say(s, "pattern", err.Error())
		} else {
			out.Pattern = matcher{p}
		}
	}
	if f, known := formats[s.Format]; known {
		out.Format = f
	}
}

func (c *compiler) addArrays(out *jsonschema.Schema, s *Schema) {
	for _, item := range s.PrefixItems {
		out.PrefixItems = append(out.PrefixItems, c.inner(item))
	}
	out.Items2020 = c.rest(s, s.Items, "items")
	if s.Items != nil || len(s.PrefixItems) > 0 {
		out.Extensions = append(out.Extensions, itemsSeen{prefix: len(s.PrefixItems), all: s.Items != nil})
	}
	out.Contains = c.inner(s.Contains)
	if s.Contains != nil {
		out.MaxContains, out.MinContains = s.MaxContains, s.MinContains
	}
	out.MaxItems, out.MinItems = s.MaxItems, s.MinItems
	if s.UniqueItems {
		out.Extensions = append(out.Extensions, uniqueRule{})
	}
	out.UnevaluatedItems = c.rest(s, s.UnevaluatedItems, "unevaluatedItems")
}

func (c *compiler) addObjects(out *jsonschema.Schema, s *Schema, f frame) {
	if len(s.Properties) > 0 {
		out.Properties = make(map[string]*jsonschema.Schema, len(s.Properties))
		for _, p := range s.Properties {
			out.Properties[p.Name] = c.inner(p.Schema)
		}
	}
	for _, p := range s.PatternProperties {
		c.addPatternProperty(out, s, p)
	}
	switch rest := s.AdditionalProperties; {
	case rest == nil:
	case rest.Always != nil:
		out.AdditionalProperties = *rest.Always
	default:
		out.AdditionalProperties = c.inner(rest)
	}
	out.UnevaluatedProperties = c.rest(s, s.UnevaluatedProperties, "unevaluatedProperties")
	if s.PropertyNames != nil {
		out.Extensions = append(out.Extensions, namesRule{c.inner(s.PropertyNames)})
	}
	out.MaxProperties, out.MinProperties = s.MaxProperties, s.MinProperties
	out.Required = owed(s.Required, c.face, f.top, s)
	if len(s.DependentRequired) > 0 {
		out.DependentRequired = make(map[string][]string, len(s.DependentRequired))
		for _, d := range s.DependentRequired {
			out.DependentRequired[d.Name] = owed(d.Needs, c.face, f.top, s)
		}
	}
}

func (c *compiler) addPatternProperty(out *jsonschema.Schema, s *Schema, p Property) {
	pattern, err := c.set.pattern(p.Name)
	if err != nil {
		c.say(s, "patternProperties", err.Error())
		// Without the pattern nobody knows which names it would have claimed, so none may be refused as additional.
		pattern, p.Schema = anything{}, &Schema{Always: new(true)}
	}
	if out.PatternProperties == nil {
		out.PatternProperties = map[jsonschema.Regexp]*jsonschema.Schema{}
	}
	if slow, ok := pattern.(*backtracker); ok {
		// A name that cannot be matched in time counts as described, and is not judged.
		out.PatternProperties[undecided{slow}] = &jsonschema.Schema{Bool: new(true)}
		out.PatternProperties[decided{slow}] = c.inner(p.Schema)
		return
	}
	out.PatternProperties[&matcher{pattern}] = c.inner(p.Schema)
}

func (c *compiler) addBranches(out *jsonschema.Schema, s *Schema, f frame) {
	same := func(b *Schema) *jsonschema.Schema {
		if b == nil {
			return nil
		}
		return c.build(b, f)
	}
	all := func(branches []*Schema) (made []*jsonschema.Schema) {
		for _, b := range branches {
			made = append(made, same(b))
		}
		return made
	}
	out.AllOf = all(s.AllOf)
	out.AnyOf, out.OneOf = guarded(s.AnyOf, all(s.AnyOf)), guarded(s.OneOf, all(s.OneOf))
	out.Not = same(s.Not)
	if s.If != nil {
		out.If, out.Then, out.Else = same(s.If), same(s.Then), same(s.Else)
	}
	if len(s.DependentSchemas) > 0 {
		out.DependentSchemas = make(map[string]*jsonschema.Schema, len(s.DependentSchemas))
		for _, d := range s.DependentSchemas {
			out.DependentSchemas[d.Name] = same(d.Schema)
		}
	}
}
