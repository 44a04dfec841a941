package openapi

import (
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// readQuery gives each parameter the pairs of the query that are its own. Pairs of nobody are fine.
func (in *requestReader) readQuery() {
	for _, p := range in.plan.params {
		if p.In != "query" {
			continue
		}
		switch {
		case p.Style == wholeQuery:
			in.readWhole(p)
		case p.Media != "":
			in.readQueryMedia(p)
		case p.Style == "deepObject":
			in.readDeep(p)
		case p.scattered():
			in.readScattered(p)
		default:
			in.readNamed(p)
		}
	}
}

// raws are the values under a parameter's own name.
func (in *requestReader) raws(p *input) []string {
	var list []string
	for _, have := range in.query {
		if have.name == p.Name {
			list = append(list, have.raw)
		}
	}
	return list
}

func (in *requestReader) readNamed(p *input) {
	raws := in.raws(p)
	if len(raws) == 0 {
		in.missing(p)
		return
	}
	if p.empty && len(raws) == 1 && raws[0] == "" {
		in.doubt("%s may be empty, and what it is then is not defined", p.Location())
	}
	in.take(p, &in.out.Inputs.Query, func(d *decoder) any { return d.decodeForm(p.Parameter, raws, p.guide) })
}

func (in *requestReader) readQueryMedia(p *input) {
	raws := in.raws(p)
	if len(raws) == 0 {
		in.missing(p)
		return
	}
	if len(raws) > 1 {
		in.doubt("%s stands %d times, and which one counts is not defined", p.Location(), len(raws))
	}
	text, _ := unescape(raws[0])
	in.takeMedia(p, &in.out.Inputs.Query, text)
}

// readScattered gathers an object whose members stand in the query by themselves.
func (in *requestReader) readScattered(p *input) {
	var own []pair
	for _, have := range in.query {
		owner := in.plan.owner(have.name)
		if owner == p || owner == nil && p.guide.open() {
			own = append(own, have)
		}
		if owner != p && contains(p.names, have.name) {
			in.doubt("%q belongs to two parameters", clip(have.name))
		}
	}
	if len(own) == 0 {
		in.missing(p)
		return
	}
	in.take(p, &in.out.Inputs.Query, func(d *decoder) any {
		out := map[string]any{}
		for _, have := range own {
			d.put(out, have.name, d.text(p.Parameter, have.raw), p.guide)
		}
		return out
	})
}

func (in *requestReader) readDeep(p *input) {
	root := &deepNode{}
	for _, have := range in.query {
		path, ok := deepPath(have.name, p.Name)
		switch {
		case ok:
			root.add(path, have.raw)
		case have.name == p.Name:
			in.doubt("style deepObject without brackets is not defined")
			root.raws = append(root.raws, have.raw)
		case strings.HasPrefix(have.name, p.Name+"["):
			in.doubt("the brackets of %s are malformed", p.Location())
		}
	}
	if len(root.raws) == 0 && len(root.children) == 0 {
		in.missing(p)
		return
	}
	in.take(p, &in.out.Inputs.Query, func(d *decoder) any { return d.decodeDeep(p.Parameter, root, p.guide, 0) })
}

// readWhole reads a parameter that is the whole query.
func (in *requestReader) readWhole(p *input) {
	text := in.request.Query
	if text == "" {
		in.missing(p)
		return
	}
	if p.Media != formMedia {
		decoded, _ := unescape(text)
		in.takeMedia(p, &in.out.Inputs.Query, decoded)
		return
	}
	c := &content{Media: &harness.Media{Type: formMedia}, guide: p.guide}
	in.take(p, &in.out.Inputs.Query, func(d *decoder) any {
		v, err := d.decodeFormBody(c, text)
		if err != nil {
			d.doubt("%v", err)
		}
		return v
	})
}
