package schema

// circles knows which schemas lead back to themselves without going into a part of the value, such as a base type whose
// oneOf lists subtypes that each include the base type with allOf. JSON Schema leaves the meaning open (core, 9.4.1),
// contracts are full of it, and people mean that going round adds nothing; so the closing step is left out.
//
// It is Tarjan's algorithm for strongly connected components, run piece by piece as schemas are asked about, so that each
// schema is visited once.
type circles struct {
	nodes map[*Schema]*circleNode
	stack []*Schema
}

type circleNode struct {
	index, low int
	onStack    bool
	circle     *Schema // a member that stands for the whole circle; nil for schemas on none
}

func newCircles() *circles { return &circles{nodes: map[*Schema]*circleNode{}} }

// of names the circle that a schema is on, or nil.
func (c *circles) of(s *Schema) *Schema {
	n := c.nodes[s]
	if n == nil {
		n = c.visit(s)
	}
	return n.circle
}

func (c *circles) visit(s *Schema) *circleNode {
	n := &circleNode{index: len(c.nodes), low: len(c.nodes), onStack: true}
	c.nodes[s] = n
	c.stack = append(c.stack, s)
	for _, next := range s.inPlace() {
		m := c.nodes[next]
		switch {
		case m == nil:
			n.low = min(n.low, c.visit(next).low)
		case m.onStack:
			n.low = min(n.low, m.index)
		}
		if next == s {
			n.circle = s
		}
	}
	if n.low == n.index {
		c.close(s)
	}
	return n
}

// close takes a finished component off the stack. One of several members is a circle; a single one is only if it names
// itself, which visit has noted.
func (c *circles) close(root *Schema) {
	size := 0
	for i := len(c.stack) - 1; ; i-- {
		size++
		if c.stack[i] == root {
			break
		}
	}
	members := c.stack[len(c.stack)-size:]
	c.stack = c.stack[:len(c.stack)-size]
	for _, m := range members {
		c.nodes[m].onStack = false
		if size > 1 {
			c.nodes[m].circle = root
		}
	}
}

// inPlace lists the schemas that this one applies to the very same value.
func (s *Schema) inPlace() []*Schema {
	var out []*Schema
	if s.Ref != nil {
		out = append(out, s.Ref.Target())
	}
	for _, group := range [][]*Schema{s.AllOf, s.AnyOf, s.OneOf, {s.Not, s.If, s.Then, s.Else}} {
		for _, b := range group {
			if b != nil {
				out = append(out, b)
			}
		}
	}
	for _, d := range s.DependentSchemas {
		out = append(out, d.Schema)
	}
	return out
}
