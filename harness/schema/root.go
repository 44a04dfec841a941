package schema

import (
	"slices"
	"strconv"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// maxCopies bounds what one schema on a circle may cost. Contracts need a few per subtype; types that all include each
// other would need as many as there are orders to put them in.
const maxCopies = 1024

// root gives the compiled form of a schema that others share, making it on first use.
func (c *compiler) root(s *Schema) *jsonschema.Schema {
	if hit, ok := c.roots.Load(s); ok {
		return hit.(*jsonschema.Schema)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if hit, ok := c.roots.Load(s); ok {
		return hit.(*jsonschema.Schema)
	}
	made := c.start(s)
	c.roots.Store(s, made)
	return made
}

// start builds a root. When a circle proves too wide from one of its members, it is not tried from the others.
func (c *compiler) start(s *Schema) *jsonschema.Schema {
	circle := c.circles.of(s)
	if circle != nil && c.hopeless[circle] {
		return c.giveUp(s)
	}
	c.copies, c.building = 0, s
	before := len(c.origins)
	made := c.build(s, frame{active: []*Schema{s}})
	if c.copies > maxCopies {
		c.origins = c.origins[:before]
		if circle != nil {
			c.hopeless[circle] = true
		}
		return c.giveUp(s)
	}
	return made
}

// giveUp replaces a schema that cannot be judged in reasonable time by one that allows everything.
func (c *compiler) giveUp(s *Schema) *jsonschema.Schema {
	c.building = s
	c.say(s, "", "the schema refers to itself in too many ways to be judged, so every value counts as valid")
	return &jsonschema.Schema{Bool: new(true)}
}

// origin translates a location of the validator back.
func (c *compiler) origin(location string) origin {
	i, err := strconv.Atoi(location)
	if err != nil {
		return origin{schema: &Schema{}}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.origins[i]
}

func (c *compiler) say(s *Schema, keyword, message string) {
	p := Problem{s.Place(keyword), message}
	if !slices.Contains(c.problems[c.building], p) {
		c.problems[c.building] = append(c.problems[c.building], p)
	}
}

// told lists the problems of one root.
func (c *compiler) told(root *Schema) []Problem {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.problems[root])
}

// toldAll lists the problems of all roots, in no order.
func (c *compiler) toldAll() []Problem {
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []Problem
	for _, some := range c.problems {
		all = append(all, some...)
	}
	return all
}
