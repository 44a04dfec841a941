package graphql

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const interfaceDiffers = "graphql.interface-differs"

// InterfaceDiffers finds fields that are held back by their type and shown by an interface of it, or the reverse.
var InterfaceDiffers = &harness.Check{
	ID: interfaceDiffers,
	Doc: `A field gives the same caller the same decision whether it is asked of the type or of an interface that the type has.

Rules that are looked up by the name of a type and a field miss what is asked as ... on Post, and directives that stand on one of
the two declarations count on one of the two ways.

An actor makes an object. Others of the same class, in the same tenant or in another one, and nobody ask one root field for it twice in each way: in a fragment on
its own type, and in one on each interface that it has, for the same fields. The promise is broken when one way holds a field back
both times, as null or with an error, and the other shows a value both times. Each field and interface is reported once for the service.

Ignored: root fields whose type is no interface or union; fields that need arguments or hold objects; objects that neither way
shows; differences between two values.`,
	Severity: harness.High,
	Language: language,
	Security: true,
	CWE:      []int{863},
	OWASP:    []string{"API3:2023", "API1:2023"},
	Rules:    []string{"GraphQL 3.7", "GraphQL 6.4", "OWASP API3:2023"},
	Story:    true,
	Propose:  tales.Propose(interfaceDiffers, tellSides),
	Judge:    judgeSides,
}

// The labels are followed by the interface, the type and its key.
const (
	labelConcrete = "concrete "
	labelAbstract = "abstract "
)

func tellSides(p *harness.Plan) []tales.Tale {
	types, ok := graphql.Of(p.Operation)
	if !ok || !p.Operation.ReadOnly || p.Operation.Streams {
		return nil
	}
	keyed := types.Keyed()
	var list []tales.Tale
	for _, typ := range slices.Sorted(maps.Keys(keyed)) {
		in, target, takes := graphql.Takes(p.Operation, typ)
		k := kindOf(p, typ)
		if !takes || k == nil {
			continue
		}
		callers := tales.Rivals(p)
		callers = append(callers, tales.Rival{Owner: tales.Usual(p), Other: harness.Anonymous, Relation: harness.Nobody})
		for _, side := range graphql.SidesOf(p.Operation, in, typ) {
			for _, r := range callers {
				list = append(list, tales.Tell("ask "+typ+" by "+side.Interface+" as "+string(r.Relation), func(s *harness.Story) {
					q := &quest{s: s, p: p, r: r, typ: typ}
					if !q.find(keyed[typ]) {
						return
					}
					about := side.Interface + " " + typ + " " + keyed[typ]
					for range 2 {
						q.told(q.ask(p.Operation, labelConcrete+about, in, graphql.Way{Document: side.Concrete}, q.own()...), target)
						q.told(q.ask(p.Operation, labelAbstract+about, in, graphql.Way{Document: side.Abstract}, q.own()...), target)
					}
				}))
			}
		}
	}
	return list
}

// side is what two answers to one document show.
type side struct {
	first, last came
	objects     []map[string]map[string]any
	x           *harness.Exchange // the last
}

func judgeSides(p *harness.Pass) {
	if !p.Own() {
		return
	}
	face, typ, key := "", "", ""
	read := func(label string) (s side) {
		each(p, label, func(rest string, x *harness.Exchange) {
			about := strings.Fields(rest)
			if len(about) != 3 {
				return
			}
			face, typ, key = about[0], about[1], about[2]
			s.first, s.last, s.x = s.last, cameOf(x), x
			s.objects = append(s.objects, objectsOf(x, typ, key))
		})
		return s
	}
	concrete, abstract := read(labelConcrete), read(labelAbstract)
	if len(concrete.objects) != 2 || len(abstract.objects) != 2 || concrete.first.is != concrete.last.is || abstract.first.is != abstract.last.is ||
		concrete.first.is == unsettled || abstract.first.is == unsettled {
		p.Inconclusive("the answers to the same document differ, or settle nothing")
		return
	}
	told := false
	for _, f := range fieldsOf(key, concrete, abstract) {
		a, b := concrete.holds(f), abstract.holds(f)
		told = told || a != unsettled && a == b
		switch {
		case a == withheld && b == given:
			reportSide(p, abstract.x, typ+"."+f, "by "+face, "by the type itself")
		case a == given && b == withheld:
			reportSide(p, concrete.x, typ+"."+f, "by the type itself", "by "+face)
		}
	}
	if told {
		p.Kept()
	} else {
		p.Inconclusive("neither way shows the object")
	}
}

// fieldsOf lists the fields of the object that either side shows. Its key stands for it only where it shows nothing else.
func fieldsOf(key string, sides ...side) []string {
	found := map[string]bool{}
	for _, s := range sides {
		for _, objects := range s.objects {
			for _, o := range objects {
				for name := range o {
					found[name] = name != "__typename"
				}
			}
		}
	}
	list := slices.DeleteFunc(slices.Sorted(maps.Keys(found)), func(name string) bool { return !found[name] })
	if len(list) > 1 {
		list = slices.DeleteFunc(list, func(name string) bool { return name == key })
	}
	return list
}

// holds says what became of a field both times.
func (s *side) holds(field string) decision {
	is := unsettled
	for i, objects := range s.objects {
		now := withheld
		for _, o := range objects {
			if v, has := o[field]; !has {
				return unsettled
			} else if v != nil && fmt.Sprint(v) != "" {
				now = given
			}
		}
		if len(objects) > 1 || len(objects) == 0 && s.first.is != withheld || i > 0 && now != is {
			return unsettled
		}
		is = now
	}
	return is
}

func reportSide(p *harness.Pass, x *harness.Exchange, field, shown, held string) {
	p.Report(harness.Break{
		Exchange: x, Service: true,
		Site:     field + " " + shown,
		Message:  field + " is shown when it is asked " + shown + ", and held back from the same caller " + held,
		Promised: "null or an error both ways",
		Got:      "a value",
		Place:    x.Operation.Source,
	})
}
