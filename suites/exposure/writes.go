package exposure

import (
	"encoding/json"
	"iter"
	"maps"
	"net/http"
	"slices"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/shape"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

// The labels of the story's steps: the writes, and the reads after them.
var (
	labelSet  = [2]string{"set", "set-again"}
	labelKept = [2]string{"kept", "kept-again"}
)

// mostAssigned is how many members of an operation are tried.
const mostAssigned = 4

// members chooses, of what answers show, what an operation is not to let a client write.
type members func(op *harness.Operation, shown map[string]*schema.Schema) map[string]*schema.Schema

// proposeWrites tells for each of an operation's chosen members how it is written twice and read back.
func proposeWrites(id string, chosen members) func(*harness.Plan) iter.Seq[*harness.Case] {
	return tales.Propose(id, func(p *harness.Plan) []tales.Tale {
		at := slices.IndexFunc(p.Objects.Kinds, func(k *harness.Kind) bool {
			return k.Read != nil && (k.Replace == p.Operation || k.Patch == p.Operation)
		})
		if at < 0 {
			return nil
		}
		k := p.Objects.Kinds[at]
		shown := shape.Properties(answered(k.Read))
		var list []tales.Tale
		for _, name := range slices.Sorted(maps.Keys(chosen(p.Operation, shown))) {
			values := twoValues(shown[name])
			if name != "id" && !slices.Contains(k.Keys, name) && len(values) > 1 && len(list) < mostAssigned {
				list = append(list, tales.Tell("write "+name+" of a "+k.Name, func(s *harness.Story) { assign(s, p, k, name, values) }))
			}
		}
		return list
	})
}

// assign has a member written twice, with different values, and read back.
func assign(s *harness.Story, p *harness.Plan, k *harness.Kind, name string, values []any) {
	o := s.Obtain(k)
	for i, value := range values[:2] {
		in := s.Inputs(p.Operation, 0)
		var object map[string]any
		if in.Body != nil {
			object, _ = in.Body.Value.(map[string]any)
		}
		if object == nil {
			s.Use(nil, labelSet[i], in) // nothing can be told of a body that is no object
			return
		}
		object = maps.Clone(object)
		object[name] = value
		in.Body = &harness.Payload{Media: in.Body.Media, Value: object}
		s.Use(p.Operation, labelSet[i], in, o)
		s.Observe(k.Read, labelKept[i], o)
	}
}

// answered is the schema of an operation's successful JSON answer, or nil.
func answered(op *harness.Operation) *schema.Schema {
	reply := op.Reply(http.StatusOK)
	if reply == nil {
		return nil
	}
	return shape.JSON(reply.Contents)
}

// twoValues makes up two different values that a schema allows.
func twoValues(s *schema.Schema) []any {
	var list []any
	candidates := []any{true, false, json.Number("7"), json.Number("11"), json.Number("0.5"), "harbour", "meadow",
		"2001-02-03T04:05:06Z", "2002-03-04T05:06:07Z", "2001-02-03", "2002-03-04",
		"1b4e28ba-2fa1-41d2-883f-0016d3cca427", "6fa459ea-ee8a-4ca4-894e-db77e160355e", "one@mail.example", "two@mail.example"}
	candidates = append(slices.Clone(s.Resolve().Enum), candidates...)
	for _, v := range candidates {
		if v != nil && len(list) < 2 && s.Valid(schema.Response, v) {
			list = append(list, v)
		}
	}
	return list
}

// judgeWrites reports a chosen member of which both values are read back. Although completes the sentence about it.
func judgeWrites(p *harness.Pass, chosen members, although string) {
	persisted := 0
	for i := range labelSet {
		set, kept := p.Step(labelSet[i]), p.Step(labelKept[i])
		switch {
		case set == nil || kept == nil:
			p.Inconclusive("not every call was answered")
			return
		case set.Status()/100 == 4:
			p.Kept()
			return
		case set.Status()/100 != 2 || kept.Status() != http.StatusOK:
			p.Inconclusive("the calls are answered %s and %s", answer.Status(set), answer.Status(kept))
			return
		}
		if _, stays := assigned(p, chosen, set, kept); stays {
			persisted++
		}
	}
	if persisted < len(labelSet) {
		p.Kept()
		return
	}
	set, kept := p.Step(labelSet[1]), p.Step(labelKept[1])
	name, _ := assigned(p, chosen, set, kept)
	p.Report(harness.Break{
		Exchange: kept,
		Site:     "body#/" + name,
		Message:  "a client can write " + name + ", " + although,
		Promised: "the member refused, or passed over",
		Got:      "two different values of it, each read back",
		Place:    p.Operation.Source,
	})
}

// assigned gives the chosen member of a request, and whether an answer holds its value.
func assigned(p *harness.Pass, chosen members, set, kept *harness.Exchange) (name string, stays bool) {
	sent, err := schema.DecodeJSON(set.Request.Body)
	if err != nil {
		return "", false
	}
	back, err := kept.Response.JSON()
	if err != nil {
		return "", false
	}
	object, _ := sent.Value.(map[string]any)
	shown, _ := back.Value.(map[string]any)
	for at := range chosen(p.Operation, shape.Properties(answered(kept.Operation))) {
		if value, ok := object[at]; ok {
			now, ok := shown[at]
			return at, ok && schema.Equal(value, now)
		}
	}
	return "", false
}
