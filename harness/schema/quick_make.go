package schema

import "math"

// quickRoot gives the quick form of a schema that others share, making it on first use. Two goroutines may make it at the
// same time; it is the same.
func (c *compiler) quickRoot(s *Schema) *quick {
	if hit, ok := c.quicks.Load(s); ok {
		return hit.(*quick)
	}
	made, _ := c.quicks.LoadOrStore(s, c.quickOf(s, s))
	return made.(*quick)
}

// quickTarget is what a reference leads to. The validator's form is made as well, as it would be for any value that got
// here, so that what cannot be judged is reported all the same.
func (c *compiler) quickTarget(s *Schema) *quick {
	if made := c.root(s); made.Bool != nil {
		return &quick{fixed: true, verdict: sure(*made.Bool)} // given up, or a boolean schema
	}
	c.mu.Lock()
	onCircle := c.circles.of(s) != nil
	c.mu.Unlock()
	if onCircle {
		return doubtful
	}
	return c.quickRoot(s)
}

// doubtful leaves every value to the validator.
var doubtful = &quick{fixed: true}

// quickOf makes the quick form of one schema. Top is the outermost schema, written in one piece, that describes the same
// value, as in a frame.
func (c *compiler) quickOf(s, top *Schema) *quick {
	if s == nil {
		return nil
	}
	if s.Always != nil {
		return &quick{fixed: true, verdict: sure(*s.Always)}
	}
	q := &quick{number: newQuickNumber(s)}
	for _, name := range s.Types {
		typ, known := typeNames[name]
		if !known {
			return doubtful
		}
		q.types |= typ
	}
	if s.Enum != nil {
		q.enum = newEnumRule(s.Enum)
		if len(s.Enum) <= longestList {
			q.members = s.Enum
		}
	}
	q.value = s.Const
	if s.Ref != nil {
		q.ref = &quickRef{compiler: c, target: s.Ref.Target()}
	}
	if !c.quickText(&q.text, s) || !c.quickObject(&q.object, s, top) {
		return doubtful
	}
	c.quickArray(&q.array, s)
	c.quickBranches(q, s, top)
	return q
}

// quickPart makes the form of a schema for a part of the value.
func (c *compiler) quickPart(s *Schema) *quick { return c.quickOf(s, s) }

func (c *compiler) quickText(q *quickText, s *Schema) bool {
	q.least, q.most = least(s.MinLength), most(s.MaxLength)
	if s.Pattern != "" {
		p, err := c.set.pattern(s.Pattern)
		if err != nil {
			return false
		}
		q.pattern = p
	}
	switch f, known := formats[s.Format]; {
	case !known:
	case f.Name == "binary" || f.Name == "password": // every string is
	default:
		q.format = f
	}
	return true
}

func (c *compiler) quickArray(q *quickArray, s *Schema) {
	q.hard = s.Contains != nil || s.UnevaluatedItems != nil
	q.least, q.most, q.unique = least(s.MinItems), most(s.MaxItems), s.UniqueItems
	for _, item := range s.PrefixItems {
		q.prefix = append(q.prefix, c.quickPart(item))
	}
	q.rest = c.quickPart(s.Items)
}

func (c *compiler) quickObject(q *quickObject, s, top *Schema) bool {
	q.hard = s.UnevaluatedProperties != nil || len(s.DependentRequired) > 0 || len(s.DependentSchemas) > 0
	q.least, q.most = least(s.MinProperties), most(s.MaxProperties)
	q.required = owed(s.Required, c.face, top, s)
	q.others, q.names = c.quickPart(s.AdditionalProperties), c.quickPart(s.PropertyNames)
	if len(s.Properties) > 0 {
		q.known = make(map[string]bool, len(s.Properties))
	}
	for _, p := range s.Properties {
		if q.known[p.Name] {
			return false // a doubled name; which of the two counts is the validator's affair
		}
		q.known[p.Name] = true
		q.properties = append(q.properties, quickProperty{p.Name, c.quickPart(p.Schema)})
	}
	for _, p := range s.PatternProperties {
		pattern, err := c.set.pattern(p.Name)
		if _, slow := pattern.(*backtracker); slow || err != nil {
			return false
		}
		q.patterns = append(q.patterns, quickPattern{pattern, c.quickPart(p.Schema)})
	}
	return true
}

func (c *compiler) quickBranches(q *quick, s, top *Schema) {
	all := func(branches []*Schema) (made []*quick) {
		for _, b := range branches {
			made = append(made, c.quickOf(b, top))
		}
		return made
	}
	q.allOf, q.anyOf, q.oneOf = all(s.AllOf), all(s.AnyOf), all(s.OneOf)
	q.not = c.quickOf(s.Not, top)
	if s.If != nil {
		q.when, q.then, q.instead = c.quickOf(s.If, top), c.quickOf(s.Then, top), c.quickOf(s.Else, top)
	}
}

func least(n *int) int {
	if n == nil {
		return 0
	}
	return *n
}

func most(n *int) int {
	if n == nil {
		return math.MaxInt
	}
	return *n
}
