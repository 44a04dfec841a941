package preflight

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

var (
	// whoamiPath is what services call the page that says who is asking.
	whoamiPath = regexp.MustCompile(`(?i)(^|/)(me|my|self|whoami|who-am-i|userinfo|profile|account|current|current[-_]?user|session)$`)
	// surePath and sure are those by which one subject is known for certain: colleagues share an account.
	surePath = regexp.MustCompile(`(?i)/(me|self|whoami|who-am-i|userinfo|current[-_]?user)/?$`)
	sure     = regexp.MustCompile(`(?i)(^|/)(id|sub|uid|uuid|user_?id|user_?name|login|e-?mail|subject)$`)
	// identifying are the names of members that tell one subject from another.
	identifying = regexp.MustCompile(`(?i)^(id|sub|uid|uuid|user_?id|user_?name|login|e-?mail|subject|account_?id|customer_?id)$`)
)

func whoami(op *harness.Operation) bool {
	return whoamiPath.MatchString(strings.TrimSuffix(place(op), "/"))
}

// place is what tells an operation from others: its path, or its name where all have one path.
func place(op *harness.Operation) string {
	if op.ReadOnly {
		return "/" + op.Name
	}
	return op.Path
}

// pairs compares the living actors that stand for themselves, two by two.
func (c *checker) pairs(ctx context.Context, standings []Standing) []Pair {
	var list []*harness.Actor
	for i, a := range c.cfg.Actors {
		if a.Of == "" && !a.Dead && standings[i].Credential == Works {
			list = append(list, a)
		}
	}
	views := map[string]map[*harness.Operation]view{}
	for _, a := range list {
		views[a.Name] = c.views(ctx, a)
	}
	var pairs []Pair
	for i, a := range list {
		for _, b := range list[i+1:] {
			p := Pair{One: a.Name, Other: b.Name}
			p.Verdict, p.Reason = c.compare(views[a.Name], views[b.Name])
			if c.alike(ctx, a, b) {
				p.Verdict, p.Reason = Same, "both send the same credential"
			}
			pairs = append(pairs, p)
		}
	}
	return pairs
}

// alike reports whether two actors sign in the same way with the same secret.
func (c *checker) alike(ctx context.Context, a, b *harness.Actor) bool {
	plain := &harness.Request{Method: "GET", Path: "/"}
	x, failed := a.Signed(ctx, c.cfg.Target, plain)
	y, err := b.Signed(ctx, c.cfg.Target, plain)
	return failed == nil && err == nil && x.Query == y.Query && reflect.DeepEqual(x.Header, y.Header)
}

// view is what a read shows an actor.
type view struct {
	body   []byte
	who    map[string]any // of a page that says who is asking: the members that identify
	stable bool           // a second look shows the same
}

func (c *checker) views(ctx context.Context, a *harness.Actor) map[*harness.Operation]view {
	all := map[*harness.Operation]view{}
	for _, r := range c.reads {
		if !denied(c.nobody(ctx, r)) {
			continue // what everybody sees tells nobody apart
		}
		first, err := c.ask(ctx, a, r)
		if err != nil || !accepted(first) || first.Truncated {
			continue
		}
		second, err := c.ask(ctx, a, r)
		if err != nil || !accepted(second) {
			continue
		}
		v := view{body: first.Body, stable: bytes.Equal(first.Body, second.Body)}
		if whoami(r.op) {
			v.who = identity(first)
		}
		all[r.op] = v
	}
	return all
}

// compare decides by what a page says about who is asking, and else by whether any read shows the two something different.
// That they see the same proves nothing: two administrators do.
func (c *checker) compare(one, other map[*harness.Operation]view) (Verdict, string) {
	for _, r := range c.reads {
		a, b := one[r.op].who, other[r.op].who
		if len(a) == 0 || len(b) == 0 {
			continue
		}
		same := ""
		for _, name := range slices.Sorted(maps.Keys(a)) {
			theirs, both := b[name]
			if both && !reflect.DeepEqual(a[name], theirs) {
				return Differ, fmt.Sprintf("%s gives each another %s", r.op.ID, name)
			}
			if both && surePath.MatchString(place(r.op)) && sure.MatchString(name) {
				same = name
			}
		}
		if same != "" {
			return Same, fmt.Sprintf("%s gives both the same %s; give each a credential of its own", r.op.ID, same)
		}
	}
	for _, r := range c.reads {
		a, known := one[r.op]
		b, both := other[r.op]
		if known && both && a.stable && b.stable && !bytes.Equal(a.body, b.body) {
			return Differ, fmt.Sprintf("%s shows each something else", r.op.ID)
		}
	}
	return Unknown, "no read that could be asked says who is asking, or shows the two something different"
}

// opened gives what stands in an envelope whose data is one object by its name, as answers of GraphQL are.
func opened(object map[string]any) map[string]any {
	data, ok := object["data"].(map[string]any)
	for _, v := range data {
		if _, object := v.(map[string]any); ok && object && len(data) == 1 {
			return data
		}
	}
	return object
}

// identity takes from an answer what identifies a subject: members of the object, or of the one object in it.
func identity(r *harness.Response) map[string]any {
	decoded, err := r.JSON()
	if err != nil {
		return nil
	}
	object, ok := decoded.Value.(map[string]any)
	if !ok {
		return nil
	}
	found := map[string]any{}
	collect := func(prefix string, in map[string]any) {
		for name, v := range in {
			switch v.(type) {
			case map[string]any, []any, nil, bool:
			default:
				if identifying.MatchString(name) {
					found[prefix+name] = v
				}
			}
		}
	}
	collect("", object)
	object = opened(object)
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if o, ok := object[name].(map[string]any); ok && len(found) == 0 && slices.Contains([]string{"user", "data", "me", "account", "profile", "subject"}, name) {
			collect(name+"/", o)
		}
	}
	return found
}
