package authz

import (
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const pathBypass = "authz.path-bypass"

// PathBypass finds other spellings of a path that nobody guards.
var PathBypass = &harness.Check{
	ID: pathBypass,
	Doc: `An address that needs a credential needs one however it is written.

The rule that asks for the credential compares the path as it came, and the router behind it cleans the path first: another
spelling passes the one and still arrives at the other.

An actor makes an object with a canary in it. A request without a credential is refused, and is then sent with the path in
other spellings (a slash, a dot, a semicolon, an ending, an escape or a capital more), and with headers that say it comes from
the machine itself. The promise is broken when an answer shows what only that object holds.

Ignored: operations that the contract opens to everybody; objects that are shown without a credential anyway; redirects, and
every answer in which the canary does not stand.`,
	Severity: harness.High,
	Security: true,
	CWE:      []int{551, 178, 436, 290},
	OWASP:    []string{"API5:2023", "API8:2023"},
	Rules:    []string{"RFC 3986 6.2.2", "RFC 9110 4.2.3"},
	Story:    true,
	Propose:  tales.Propose(pathBypass, tellBypass),
	Judge:    func(p *harness.Pass) { judgeDetours(p, "gets at an object by writing its address in another way") },
}

func tellBypass(p *harness.Plan) []tales.Tale {
	k, owner := shownBy(p), tales.Usual(p)
	if k == nil || k.Read != p.Operation || owner == "" || !p.Operation.Secured() {
		return nil
	}
	return detours(p, k, []assault{{owner: owner, attacker: harness.Anonymous, relation: harness.Nobody}}, spellings)
}

// spellings are the ways to write a path that proxies, gateways and routers have read differently.
var spellings = []way{
	written("trailing-slash", harness.EditPathEnd, "/"),
	written("trailing-dot", harness.EditPathEnd, "/."),
	written("escaped-slash", harness.EditPathEnd, "%2f"),
	written("semicolon", harness.EditPathEnd, ";x=1"),
	written("extension", harness.EditPathEnd, ".json"),
	written("double-slash", harness.EditPathStart, "/"),
	written("leading-dot", harness.EditPathStart, "/."),
	written("dot-dot", harness.EditPathStart, "/x/.."),
	written("escaped-dot", harness.EditPathStart, "/%2e"),
	written("capitals", harness.EditPathUpper, ""),
	{"local-address", false, func(_ *scene, step *harness.Step) {
		for _, name := range []string{"X-Forwarded-For", "X-Real-Ip", "X-Originating-Ip", "X-Client-Ip", "X-Custom-Ip-Authorization"} {
			step.Edits = append(step.Edits, harness.Edit{Kind: harness.EditHeader, Name: name, Value: []byte("127.0.0.1")})
		}
	}},
}

func written(name string, kind harness.EditKind, text string) way {
	return way{name, false, func(_ *scene, step *harness.Step) {
		step.Edits = append(step.Edits, harness.Edit{Kind: kind, Value: []byte(text)})
	}}
}
