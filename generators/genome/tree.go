package genome

// node is a value that is being put together from records.
type node struct {
	field *field // nil: the contract does not describe it
	name  string
	index int
	kind  kind
	mode  byte
	data  []byte // as it stands in the genome
	first *node
	next  *node
}

type kind uint8

const (
	nothing kind = iota
	leaf
	object
	array
)

// set gives a node its value. A container keeps what it holds.
func (n *node) set(mode byte, data []byte) {
	switch mode {
	case modeAbsent:
		n.kind, n.first = nothing, nil
	case modeObject:
		n.become(object)
	case modeArray:
		n.become(array)
	default:
		n.kind, n.first, n.mode, n.data = leaf, nil, mode, data
	}
}

func (n *node) become(k kind) {
	if n.kind != k {
		n.kind, n.first = k, nil
	}
}

// fresh gives a new node. Nodes are made in blocks, which are never moved.
func (d *decoder) fresh(f *field) *node {
	if len(d.arena) == cap(d.arena) {
		d.arena = make([]node, 0, max(16, min(2*cap(d.arena), 256)))
	}
	d.arena = append(d.arena, node{field: f})
	return &d.arena[len(d.arena)-1]
}

// reach gives the node of a field. Without make it is nil where what holds the field is not there.
func (d *decoder) reach(s *step, f *field, indices []byte, create bool) *node {
	if f.parent == nil {
		if f.param == nil {
			return d.rootOf(s, "body", "", f)
		}
		return d.rootOf(s, f.param.In, f.param.Name, f)
	}
	up := d.reach(s, f.parent, indices[:f.parent.stars], create)
	if f == f.parent.item {
		return d.child(up, f, "", int(indices[f.stars-1]), create)
	}
	return d.child(up, f, f.name, -1, create)
}

// child gives a part of a node: a member, or with an index of 0 or more an element.
func (d *decoder) child(up *node, f *field, name string, index int, create bool) *node {
	wanted := object
	if index >= 0 {
		wanted = array
	}
	if up == nil || !create && up.kind != wanted {
		return nil
	}
	up.become(wanted)
	at := &up.first
	for *at != nil {
		if index < 0 && (*at).name == name || index >= 0 && (*at).index == index {
			return *at
		}
		if index >= 0 && (*at).index > index {
			break
		}
		at = &(*at).next
	}
	n := d.fresh(f)
	n.name, n.index, n.next = name, index, *at
	*at = n
	return n
}

func (d *decoder) rootOf(s *step, location, name string, f *field) *node {
	for i := range s.roots {
		if s.roots[i].location == location && s.roots[i].name == name {
			return s.roots[i].node
		}
	}
	n := d.fresh(f)
	s.roots = append(s.roots, root{location, name, f, n})
	return n
}

// walk gives the node at the end of a path in words, of which the contract may describe a part.
func (d *decoder) walk(s *step, tokens []string, create bool) *node {
	var n *node
	if tokens[0] == "body" {
		tokens = tokens[1:]
		var f *field
		if s.body != nil {
			f = s.body.root
		}
		n = d.rootOf(s, "body", "", f)
	} else {
		if len(tokens) < 2 || !isLocation(tokens[0]) {
			d.note("%s: there is no input %q", s.o.op.ID, tokens[0])
			return nil
		}
		name := unescapeToken(tokens[1])
		n = d.rootOf(s, tokens[0], name, s.o.paramNamed(tokens[0], name))
		tokens = tokens[2:]
	}
	for _, token := range tokens {
		index, isIndex := indexOf(token)
		name := ""
		var f *field
		if !isIndex {
			index, name = -1, unescapeToken(token)
		}
		if n.field != nil && isIndex {
			f = n.field.item
		} else if n.field != nil {
			f = n.field.byName[name]
		}
		if n = d.child(n, f, name, index, create); n == nil {
			return nil
		}
	}
	return n
}

func isLocation(name string) bool {
	return name == "path" || name == "query" || name == "header" || name == "cookie"
}
