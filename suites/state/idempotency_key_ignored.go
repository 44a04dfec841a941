package state

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/shape"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const idempotencyKeyIgnored = "state.idempotency-key-ignored"

// IdempotencyKeyIgnored finds requests that are carried out twice although they say that they are the same.
var IdempotencyKeyIgnored = &harness.Check{
	ID: idempotencyKeyIgnored,
	Doc: `A POST that is sent again with the same Idempotency-Key makes nothing new.

Clients send it again when no answer came, and rely on the key for not ordering and paying twice.

Judged on POST operations whose contract declares an Idempotency-Key. An object is made, and its key, which nothing else
has, serves as the Idempotency-Key of two equal requests. The second answer must not name another object than the first.

Ignored: refusals of the second request (409 and 422 keep the promise, others are inconclusive), 202, answers that name no
object, and requests whose bodies turned out to differ.`,
	Severity: harness.High,
	Rules:    []string{"draft-ietf-httpapi-idempotency-key-header 2.6", "OpenAPI 3.1 Parameter Object, description"},
	Story:    true,
	Propose:  tales.Propose(idempotencyKeyIgnored, idempotencyTales),
	Judge:    judgeIdempotencyKey,
}

// idempotencyKey finds the parameter that carries the key, or nil.
func idempotencyKey(op *harness.Operation) *harness.Parameter {
	for _, p := range op.Parameters {
		if p.In == "header" && slices.Contains([]string{"idempotencykey", "xidempotencykey"}, plainName(p.Name)) {
			return p
		}
	}
	return nil
}

func idempotencyTales(p *harness.Plan) []tales.Tale {
	k, key := made(p), idempotencyKey(p.Operation)
	if k == nil || key == nil || p.Operation.Method != http.MethodPost {
		return nil
	}
	unique := k.Creator(p.Operation).Keys[k.Keys[len(k.Keys)-1]]
	return []tales.Tale{tales.Tell("send a request again with its Idempotency-Key", func(s *harness.Story) {
		o := create(s, p, k, 0)
		name := harness.Binding{Step: o.Step, From: unique.From, Match: unique.Match, Target: key.Location()}
		in := s.Inputs(p.Operation, 0)
		first := s.Use(p.Operation, labelFirst, in, o.Parent)
		s.Step(first).Renew = true
		s.Step(first).Bind = append(s.Step(first).Bind, name)
		must(s, first)
		again := s.Use(p.Operation, labelAgain, in, o.Parent)
		s.Step(again).Bind = append(s.Step(again).Bind, name)
		s.Step(again).Bind = append(s.Step(again).Bind, repeat(p.Operation, in, first)...)
	})}
}

// repeat takes what the first request may have made unique from the answer to it.
func repeat(op *harness.Operation, in harness.Inputs, first int) []harness.Binding {
	root := written(op, in.Body)
	if root == nil {
		return nil
	}
	object, _ := in.Body.Value.(map[string]any)
	facets := shape.Facets(root)
	var list []harness.Binding
	for _, name := range names(facets) {
		if _, isText := object[name].(string); isText && likelyUnique(name, shape.Members(facets, name)) {
			at := "body#" + shape.Join([]string{name})
			list = append(list, harness.Binding{Step: first, From: at, Target: at, Soft: true})
		}
	}
	return list
}

// likelyUnique reports whether a member is of those that are made anew for each request, because services hold them to be
// unique.
func likelyUnique(name string, declared []*schema.Schema) bool {
	return slices.Contains([]string{"email", "username", "login", "slug", "handle", "nickname", "sku"}, plainName(name)) ||
		slices.ContainsFunc(declared, func(s *schema.Schema) bool { return s.Resolve().Format == "email" })
}

func judgeIdempotencyKey(p *harness.Pass) {
	list := steps(p, labelFirst, labelAgain)
	if !p.Own() || list == nil {
		return
	}
	first, again := list[0], list[1]
	key := idempotencyKey(p.Operation)
	if key == nil {
		return
	}
	x, y := first.Reading.Inputs.Body, again.Reading.Inputs.Body
	same := x == nil && y == nil || x != nil && y != nil && schema.Equal(x.Value, y.Value)
	value := first.Request.Header.Get(key.Name)
	switch {
	case agreed(first) != "":
		p.Inconclusive("%s", agreed(first))
	case !same || value == "" || value != again.Request.Header.Get(key.Name) || !first.Reading.Valid():
		p.Inconclusive("the two requests are not the same, or have no key that the contract allows")
	case again.Status() == http.StatusConflict, again.Status() == http.StatusUnprocessableEntity:
		p.Kept()
	case agreed(again) != "":
		p.Inconclusive("%s", agreed(again))
	default:
		judgeRepeated(p, first, again, key)
	}
}

func judgeRepeated(p *harness.Pass, first, again *harness.Exchange, key *harness.Parameter) {
	one, ok := namedBy(p, first)
	other, ok2 := namedBy(p, again)
	switch {
	case !ok || !ok2:
		p.Inconclusive("the answers do not say which object was made")
	case one == other:
		p.Kept()
	default:
		p.Report(harness.Break{
			Exchange: again, Site: key.Location(), Place: key.Source,
			Message:  fmt.Sprintf("%s makes another object when it is sent again with the same %s", p.Operation.ID, key.Name),
			Promised: "the first answer again, or a refusal",
			Got:      answer.Status(again) + " with another object",
		})
	}
}

// namedBy gives the text by which an answer names the object that it made.
func namedBy(p *harness.Pass, x *harness.Exchange) (string, bool) {
	decoded, err := x.Response.JSON()
	object, isObject := decoded.Value.(map[string]any)
	if err == nil && isObject {
		for _, name := range append([]string{keyParameter(p.Contract, p.Operation.Path)}, keyNames[:4]...) {
			if text, ok := scalar(object[name]); ok {
				return text, true
			}
		}
	}
	location := x.Response.Header.Get("Location")
	return location, location != ""
}
