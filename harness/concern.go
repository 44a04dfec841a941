package harness

// Concern is what the language of a contract itself says of an operation and the objects behind it, where no path tells.
// Package harness/graph takes it over.
type Concern struct {
	Verb   string             // creates, reads, lists, patches, deletes or acts on; empty: only Needs are known
	Kind   string             // singular, such as "order"
	Key    string             // the key that tells one object of the kind from another
	Keys   map[string]Extract // of what creates or lists, by key of the kind: where the answer tells it
	Array  string             // of what lists: the pointer to the array of objects in the answer
	Within string             // from an element of the array to the object, such as "/node"; mostly empty
	Shown  string             // of what shows or makes one: the pointer to the object in the answer
	Given  string             // of what makes or changes one: the pointer to its members in the body
	Needs  []NeedOf           // the inputs that name objects
	Reason string
}

// NeedOf is an input that takes a key of a kind, by their names.
type NeedOf struct {
	Target    string // such as "body#/input/orderId"
	Kind, Key string
	Reason    string
}

// Reads reports whether an operation is there to show something.
func (o *Operation) Reads() bool {
	return o.ReadOnly || o.Method == "GET" || o.Method == "QUERY"
}

// Removes reports whether an operation is there to remove something.
func (o *Operation) Removes() bool {
	return o.Method == "DELETE" || o.Concern != nil && o.Concern.Verb == "deletes"
}

// Adds reports whether an operation may be there to make something new each time.
func (o *Operation) Adds() bool {
	if o.Concern != nil {
		return o.Concern.Verb == "creates"
	}
	return o.Method == "POST" && !o.ReadOnly
}

// Name gives the value by which a request names the one object that its operation works on, where the contract's language
// says which input that is.
func (c *Concern) Name(in *Inputs) (any, bool) {
	for _, need := range c.Needs {
		if need.Kind == c.Kind {
			return in.At(need.Target)
		}
	}
	return nil, false
}

// Safe reports whether a request changes nothing: it was sent as the operation wants it and that only reads, or with a
// method that never changes anything.
func (x *Exchange) Safe() bool {
	return Safe(x.Request.Method) || x.Operation != nil && x.Operation.ReadOnly && x.Request.Method == x.Operation.Method
}

// Options lists the inputs by which a caller says what is to be shown: the parameters of the query, or the arguments where the
// language of the contract has those.
func (o *Operation) Options() []*Parameter {
	if o.Arguments != nil {
		return o.Arguments()
	}
	var list []*Parameter
	for _, p := range o.Parameters {
		if p.In == "query" {
			list = append(list, p)
		}
	}
	return list
}

// Given are the values of options in a request, by name.
func (o *Operation) Given(in *Inputs) map[string]any {
	if o.Arguments == nil {
		return in.Query
	}
	given := map[string]any{}
	for _, p := range o.Options() {
		if in.Body != nil {
			if v, ok := reach(in.Body.Value, pointerTokens(p.Within+"/"+p.Name)); ok {
				given[p.Name] = v
			}
		}
	}
	return given
}

// Give sets options. The inputs must be the caller's own.
func (o *Operation) Give(in *Inputs, values map[string]any) {
	for _, p := range o.Options() {
		v, ok := values[p.Name]
		if !ok {
			continue
		}
		if p.Within != "" && !in.has("body#"+p.Within) {
			_ = in.Put("body#"+p.Within, map[string]any{})
		}
		_ = in.Put(p.Location(), v) // an operation without a body has no arguments
	}
}

// Rows gives the objects that the answer of an operation that lists shows.
func (c *Concern) Rows(r *Response) ([]any, bool) {
	decoded, err := r.JSON()
	if err != nil || c.Verb != "lists" {
		return nil, false
	}
	list, ok := follow(decoded.Value, pointerTokens(c.Array)).([]any)
	found := make([]any, 0, len(list))
	for _, e := range list {
		found = append(found, follow(e, pointerTokens(c.Within)))
	}
	return found, ok
}

// Members gives the members of the object that an answer shows, without those that are objects or arrays themselves.
func (c *Concern) Members(r *Response) (map[string]any, bool) {
	decoded, err := r.JSON()
	object, ok := follow(decoded.Value, pointerTokens(c.Shown)).(map[string]any)
	own := map[string]any{}
	for name, v := range object {
		switch v.(type) {
		case map[string]any, []any:
		default:
			own[name] = v
		}
	}
	return own, ok && err == nil
}

// follow goes the way of tokens into a value; nil where it does not lead anywhere.
func follow(v any, tokens []string) any {
	v, _ = reach(v, tokens)
	return v
}

func reach(v any, tokens []string) (any, bool) {
	for _, token := range tokens {
		next, err := member(v, token)
		if err != nil {
			return nil, false
		}
		v = next
	}
	return v, true
}
