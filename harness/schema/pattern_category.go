package schema

import (
	"slices"
	"strings"
)

// categories are the general categories of Unicode that have assigned characters only.
var categories = strings.Fields("L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po S Sm Sc Sk So Z Zs Zl Zp")

// property accepts the general categories by short name, which both sides know from the same Unicode tables.
func (t *translator) property() (string, bool) {
	rest := t.in[t.pos:]
	end := strings.IndexByte(rest, '}')
	if end < 3 || end > 4 || rest[1] != '{' {
		return "", false
	}
	name := rest[2:end]
	if !slices.Contains(categories, name) {
		return "", false
	}
	t.pos += end + 1
	return `\` + rest[:end+1], true
}
