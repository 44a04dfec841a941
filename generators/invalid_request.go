package generators

import (
	"bytes"
	"encoding/json"
	"iter"
	"slices"

	"github.com/contravene-dev/contravene/harness"
)

// requests breaks what belongs to no schema: inputs that are missing, texts that are no JSON, content types, methods.
func (d *desk) requests() iter.Seq[draft] {
	var texts, rest []draft
	texts, rest = d.malformed(), append(d.contentTypes(), d.methods()...)
	return weave(share{slices.Values(d.missing()), 2}, share{slices.Values(texts), 1}, share{slices.Values(rest), 1})
}

// missing leaves each required input away. A path without one of its parts is another path, so path parameters stay.
func (d *desk) missing() []draft {
	var list []draft
	for _, t := range append(append([]*target(nil), d.params...), d.bodies...) {
		if !t.required || !has(d.base, t) || t.param != nil && t.param.In == "path" {
			continue
		}
		list = append(list, draft{
			title: "without the required " + t.name,
			aim:   harness.Aim{Expect: harness.Reject, Target: t.name, Keyword: "required"},
			in:    d.without(d.base, t),
		})
	}
	return d.hold(list)
}

// malformed spoils the text of a JSON body.
func (d *desk) malformed() []draft {
	text := d.jsonBody()
	if text == nil {
		return nil
	}
	whole := bytes.TrimSpace(text)
	inner := whole[:len(whole)-1]
	comma := append(slices.Clone(inner), ',', whole[len(whole)-1])
	if len(whole) < 2 || whole[0] != '{' && whole[0] != '[' {
		inner, comma = []byte("["), append(slices.Clone(whole), ',')
	}
	var list []draft
	for _, c := range []struct {
		title string
		body  []byte
	}{
		{"cut off before its end", inner},
		{"with a comma behind the last member", comma},
		{"followed by something else", append(slices.Clone(whole), " }"...)},
		{"with a name that is not quoted", []byte("{contravene: true}")},
		{"of no bytes", []byte{}},
		{"that is not UTF-8", []byte("{\"contravene\": \"\xff\xfe\"}")},
		{"in single quotes", []byte("{'contravene': true}")},
		{"with a line break inside a string", []byte("{\"contravene\": \"a\nb\"}")},
		{"with NaN", []byte(`{"contravene": NaN}`)},
		{"with a leading zero", []byte(`{"contravene": 01}`)},
	} {
		list = append(list, draft{
			title: "JSON text " + c.title,
			aim:   harness.Aim{Expect: harness.Reject, Target: "body", Keyword: "syntax"},
			in:    d.base,
			edits: []harness.Edit{{Kind: harness.EditBody, Value: c.body}},
		})
	}
	return d.hold(list)
}

// jsonBody gives the text of the plain body, or nil where it is not JSON.
func (d *desk) jsonBody() []byte {
	if d.base.Body == nil || !harness.IsJSON(d.base.Body.Media) {
		return nil
	}
	text, err := json.Marshal(d.base.Body.Value)
	if err != nil {
		return nil
	}
	return text
}

// contentTypes sends the body under a type that the contract does not declare, and under none.
func (d *desk) contentTypes() []draft {
	if d.base.Body == nil {
		return nil
	}
	var list []draft
	aim := harness.Aim{Expect: harness.Reject, Target: "body", Keyword: "media-type"}
	for _, name := range []string{"text/plain", "application/xml", "application/json", "application/x-contravene"} {
		if harness.MatchMedia(d.op.Body.Contents, name) == nil {
			list = append(list, draft{
				title: "body as " + name + ", which is not declared", aim: aim, in: d.base,
				edits: []harness.Edit{{Kind: harness.EditHeader, Name: "Content-Type", Value: []byte(name)}},
			})
		}
	}
	list = append(list, draft{
		title: "body without a content type", aim: aim, in: d.base,
		edits: []harness.Edit{{Kind: harness.EditNoHeader, Name: "Content-Type"}},
	})
	return d.hold(list)
}

// methods tries what the path does not declare. HEAD and OPTIONS are answered by servers themselves, TRACE and CONNECT by
// what stands in front of them.
func (d *desk) methods() []draft {
	declared := d.plan.Contract.Methods(d.op.Path)
	if len(declared) == 0 || declared[0] != d.op.Method {
		return nil // once for each path is enough
	}
	var list []draft
	for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
		if slices.Contains(declared, method) {
			continue
		}
		edits := []harness.Edit{{Kind: harness.EditMethod, Value: []byte(method)}}
		list = append(list, draft{
			title: method + ", which the path does not declare", in: d.base, edits: edits,
			aim: harness.Aim{Expect: harness.Reject, Target: "method", Keyword: "method"},
		})
	}
	return d.hold(list)
}

// hold keeps the drafts that break on the wire what they mean to break.
func (d *desk) hold(list []draft) []draft {
	if d.op.Wire == nil {
		return list
	}
	kept := list[:0]
	for _, f := range list {
		r, err := d.op.Wire.Encode(d.op, f.in)
		if err != nil {
			continue
		}
		for _, e := range f.edits {
			e.Apply(r)
		}
		reading := d.op.Wire.Read(d.op, r)
		if reading.Invalid() && reading.Breaks(f.aim) != nil {
			kept = append(kept, f)
		}
	}
	return kept
}
