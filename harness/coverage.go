package harness

import "strings"

// Coverage is which parts of an operation's contract a run exercised. The parts that it never came to stand there with zeros.
type Coverage struct {
	Inputs   []Covered `json:"inputs,omitempty"`   // parameters and the body, such as "query.limit"
	Keywords []Covered `json:"keywords,omitempty"` // what the schemas of inputs demand, such as "query.limit maximum"
	Statuses []Covered `json:"statuses,omitempty"` // documented answers, such as "404" or "default"
	Security []Covered `json:"security,omitempty"` // ways to be let in, such as "bearer" or "oauth(orders:read) and key"
}

// Covered is how often a part of the contract was exercised.
type Covered struct {
	Name   string `json:"name"`
	Kept   int    `json:"kept"`             // by valid requests, or by answers
	Broken int    `json:"broken,omitempty"` // by requests that violate it
}

// cover counts what of an operation's contract is exercised while its cases are played.
type cover struct {
	inputs   []covered
	keywords map[demanded]*Covered
	accepted map[string]int // valid requests that were answered 2xx, by actor
}

// covered is one input, and where it stands in a request.
type covered struct {
	Covered
	in, name string
	tokens   []string // of an argument, in the body
	prefix   string
}

// demanded is a keyword at an input.
type demanded struct{ target, pointer, keyword string }

func newCover(op *Operation) *cover {
	k := &cover{keywords: map[demanded]*Covered{}, accepted: map[string]int{}}
	for _, p := range op.Parameters {
		k.inputs = append(k.inputs, covered{Covered: Covered{Name: p.Location()}, in: p.In, name: p.Name})
	}
	switch {
	case op.Arguments != nil:
		for _, p := range op.Arguments() {
			at := p.Within + "/" + pointerEscaped(p.Name)
			k.inputs = append(k.inputs, covered{Covered: Covered{Name: p.Location()}, in: argument, tokens: pointerTokens(at), prefix: at})
		}
	case op.Body != nil:
		k.inputs = append(k.inputs, covered{Covered: Covered{Name: "body"}, in: "body"})
	}
	return k
}

// take counts one exchange. What the case aims at is a claim about its last step alone.
func (k *cover) take(c *Case, x *Exchange) {
	r := &x.Reading
	switch {
	case r.Valid():
		for i := range k.inputs {
			if k.inputs[i].sent(&r.Inputs) {
				k.inputs[i].Kept++
			}
		}
		if c.Aim.Expect == Accept && c.Aim.Keyword != "" && x.Step == len(c.Steps)-1 {
			k.keyword(c.Aim.Target, c.Aim.Pointer, c.Aim.Keyword).Kept++
		}
		if x.Status()/100 == 2 {
			k.accepted[x.Actor]++
		}
	case r.Invalid():
		for i := range r.Violations {
			v := &r.Violations[i]
			k.keyword(v.Target, v.Pointer, v.Keyword).Broken++
		}
		for i := range k.inputs {
			if k.inputs[i].broken(r.Violations) {
				k.inputs[i].Broken++
			}
		}
	}
}

// mostKeywords bounds what is counted of one operation: names that a case made up would add to it without end.
const mostKeywords = 2000

func (k *cover) keyword(target, pointer, keyword string) *Covered {
	at := demanded{target, pointer, keyword}
	known := k.keywords[at]
	if known == nil {
		known = &Covered{}
		if len(k.keywords) < mostKeywords {
			k.keywords[at] = known
		}
	}
	return known
}

func (c *covered) sent(in *Inputs) bool {
	var values map[string]any
	switch c.in {
	case "body":
		return in.Body != nil
	case argument:
		if in.Body == nil {
			return false
		}
		_, ok := reach(in.Body.Value, c.tokens)
		return ok
	case "path":
		values = in.Path
	case "query":
		values = in.Query
	case "header":
		values = in.Header
	case "cookie":
		values = in.Cookie
	}
	_, ok := values[c.name]
	return ok
}

func (c *covered) broken(list []Breach) bool {
	for i := range list {
		v := &list[i]
		if v.Target == c.Name || c.in == argument && v.Target == "body" && (v.Pointer == c.prefix || strings.HasPrefix(v.Pointer, c.prefix+"/")) {
			return true
		}
	}
	return false
}
