package learn

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// phrase is one way to say a rule in English. The words in named groups are what make turns into clauses: n is a number or a
// length, low and high are two, list are allowed values, re is a regular expression, word names a format or a type, prop a
// property, other another input.
type phrase struct {
	stems [][]string // of each group one stands in lower case in every match; saves most searches
	digit bool       // every match holds a digit
	long  bool       // a long message may match as well
	re    *regexp.Regexp
	make  func(g groups) []clause
}

// groups gives the text of a named group, or nothing.
type groups func(name string) string

// The pieces that phrases are made of.
const (
	num       = `['"(]?(?P<n>-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)['")]?`
	low       = `['"(]?(?P<low>-?\d+(?:\.\d+)?)['")]?`
	high      = `['"(]?(?P<high>-?\d+(?:\.\d+)?)['")]?`
	end       = `(?:[.;:!)"'\]]*$|[.;,:!]* [(|]|[.;!]+ |, | and | but )` // nothing that would give the number another meaning
	noLess    = `(?:at least|no (?:less|fewer|shorter|lower|smaller) than|(?:not|cannot|can't) (?:be |have |contain )?(?:less|fewer|shorter|lower|smaller) than|not be below|(?:greater|longer|more|larger|higher|bigger) than or equals?(?: to)?|(?:greater|longer|more) or equal(?: than| to)?|equal(?: to)? or greater than|>=|≥)`
	noMore    = `(?:at most|no (?:more|greater|longer|larger|higher|bigger) than|(?:not|cannot|can't) (?:be |have |contain )?(?:more|greater|longer|larger|higher|bigger) than|not be above|(?:less|shorter|fewer|smaller|lower) than or equals?(?: to)?|(?:less|shorter) or equal(?: than| to)?|equal(?: to)? or less than|(?:not|cannot|can't) exceed|up to|<=|≤)`
	stemLeast = "least|than|>=|≥|below"
	stemMost  = "most|than|exceed|up to|<=|≤|above"
	must      = `(?:must|should|to|has to|needs to|value|expected \w+|have) (?:be |have |contain |is )?(?:strictly )?`
	more      = must + `(?:(?:more|greater|longer|larger|higher|bigger) than|above|>)`
	less      = must + `(?:(?:less|fewer|shorter|smaller|lower) than|below|<)`
)

// phrases are tried in their order: what is named in a text of its own, such as a pattern or a list of values, comes before
// what could stand inside it.
var phrases = sync.OnceValue(func() []phrase {
	list := []phrase{
		say("match", `(?:match(?:es|ing)?|match in) (?:the |a |required |following |given )*(?:pattern|reg ?exp?|regex|regular expression)(?: of)?(?: is)?[:,]? ?(?P<re>.+)$`, makePattern(anywhere)),
		say("match", `does not match regex (?P<re>".+")$`, makePattern(fromStart)),
		say("match", `must match (?P<re>".+")$`, makePattern(throughout)),
		say("match", `must match (?P<re>\^.+\$)$`, makeAnchored),
		say("match", `must match (?P<re>/.+/\w*)(?: regular expression)?$`, makePattern(anywhere)),
		say("one of", `one of(?: the)?(?: following| allowed| accepted| permitted)?(?: values| options| choices)?:?(?: are:?)? ?(?P<list>[^:].*?)(?:,? but got .*|; received.*)?$`, makeEnum),
		say("permitted: ", `permitted: (?P<list>.+)$`, makeEnum),
		say("accepted for enum", `accepted for enum class: (?P<list>\[[^\]]*\])`, makeEnum),
		say("allowed", `(?:allowed|valid|possible|accepted) (?:values|options|choices)(?: are| is)?:? ?(?P<list>[^:].*)$`, makeEnum),
		say("expected '", `expected (?P<list>'[^']*'(?: \| '[^']*')+)`, makeEnum),
		say("input should be '", `input should be (?P<list>'[^']*'(?:(?:, | or )'[^']*')*)$`, makeEnum),
	}
	list = append(list, sized("char|rune|symbol", `[ -]?(?:unicode )?(?:characters?|chars?|character\(s\)|runes?|symbols?)\b`, "Length")...)
	list = append(list, sized("item|element|entr|value", `[ -]?(?:items?|elements?|entries|item\(s\)|element\(s\)|values)\b`, "Items")...)
	list = append(list, sized("propert|key", ` (?:properties|property|keys)\b`, "Properties")...)
	list = append(list, lengths()...)
	list = append(list, numbers()...)
	return append(list, words()...)
})

// say makes a phrase. Its stems are written as "a|b & c": a or b, and c.
func say(stems, re string, make func(groups) []clause) phrase {
	p := phrase{re: regexp.MustCompile(`(?i)` + re), make: make, digit: strings.Contains(re, `\d+`)}
	for _, group := range strings.Split(stems, " & ") {
		p.stems = append(p.stems, strings.Split(group, "|"))
	}
	p.long = p.re.SubexpIndex("re") >= 0 || p.re.SubexpIndex("list") >= 0
	return p
}

// may reports whether a message can match at all, from what is quickly seen of it.
func (p *phrase) may(lower string, hasDigit bool) bool {
	if p.digit && !hasDigit || !p.long && len(lower) > maxPlain {
		return false
	}
	for _, group := range p.stems {
		if !slices.ContainsFunc(group, func(stem string) bool { return strings.Contains(lower, stem) }) {
			return false
		}
	}
	return true
}

// maxPlain is the length of the longest message that names neither a pattern nor a list of values, in bytes.
const maxPlain = 400

// sized are the ways to bound the number of characters, items or properties.
func sized(stem, unit, keyword string) []phrase {
	least, most := "min"+keyword, "max"+keyword
	stem += " & "
	return []phrase{
		say(stem+"between", `between `+low+`(?:`+unit+`)? and `+high+unit, makeRange(least, most)),
		say(stem+" to ", `from `+low+` to `+high+unit, makeRange(least, most)),
		say(stem+"exactly", `exactly `+num+unit, makeExactly(least, most)),
		say(stem+"wrong length", `wrong length \(should be `+num+unit, makeExactly(least, most)),
		say(stem+stemLeast, noLess+` `+`(?:an? (?:total |length |size )?of )?`+num+unit, makeLeast(least, 0)),
		say(stem+stemMost, noMore+` `+`(?:an? (?:total |length |size )?of )?`+num+unit, makeMost(most, 0)),
		say(stem+">=", `>=`+num+unit, makeLeast(least, 0)),
		say(stem+"<=", `<=`+num+unit, makeMost(most, 0)),
		say(stem+"minimum", `minimum (?:is |of )?`+num+unit, makeLeast(least, 0)),
		say(stem+"maximum", `maximum (?:is |of )?`+num+unit, makeMost(most, 0)),
		say(stem+" or ", num+unit+` or (?:more|longer|greater)`, makeLeast(least, 0)),
		say(stem+" or ", num+` or more`+unit, makeLeast(least, 0)),
		say(stem+" or ", num+unit+` or (?:less|fewer|shorter)`, makeMost(most, 0)),
		say(stem+" or ", num+` or (?:less|fewer)`+unit, makeMost(most, 0)),
		say(stem+" than", more+` `+num+unit, makeLeast(least, 1)),
		say(stem+" than", less+` `+num+unit, makeMost(most, -1)),
		say(stem+" than", `\b(?:is|has) (?:longer|more) than `+num+unit, makeMost(most, 0)),
		say(stem+" than", `\b(?:is|has) (?:shorter|fewer|less) than `+num+unit, makeLeast(least, 0)),
	}
}

// lengths are the ways that name a length and no unit. Of what, the schema tells.
func lengths() []phrase {
	of := `length(?: of [\w.]+)? ?(?:must |should |has to )?(?:be )?`
	return []phrase{
		say("length of", `minimum length of `+num+` and (?:a )?maximum length of (?P<high>\d+)`, func(g groups) []clause {
			return append(atLeast("minLength", g("n")), atMost("maxLength", g("high"))...)
		}),
		say("between", `(?:length|size) (?:must be |should be )?between `+low+` and `+high+end, makeRange("minLength", "maxLength")),
		say("length must be exactly", `length must be exactly `+num+end, makeExactly("minLength", "maxLength")),
		say("array length", `array `+of+noLess+` `+num+end, makeLeast("minItems", 0)),
		say("array length", `array `+of+noMore+` `+num+end, makeMost("maxItems", 0)),
		say("length", `\b`+of+noLess+` `+num+end, makeLeast("minLength", 0)),
		say("length", `\b`+of+noMore+` `+num+end, makeMost("maxLength", 0)),
		say("length", `min(?:imum)? (?:string |text |allowed )?length(?: of| is|:)? ?'?`+num+end, makeLeast("minLength", 0)),
		say("length", `max(?:imum)? (?:string |text |allowed )?length(?: of| is|:)? ?'?`+num+end, makeMost("maxLength", 0)),
		say("than minlength", `than minlength (?:of )?`+num+end, makeLeast("minLength", 0)),
		say("than maxlength", `than maxlength (?:of )?`+num+end, makeMost("maxLength", 0)),
		say("minimum number of items", `minimum number of items is `+num, makeLeast("minItems", 0)),
		say("maximum number of items", `maximum number of items is `+num, makeMost("maxItems", 0)),
		say("want", `\b(?P<word>minLength|minItems|minProperties|minimum|exclusiveMinimum): got \S+, want `+num+`$`, func(g groups) []clause {
			return atLeast(g("word"), g("n"))
		}),
		say("want", `\b(?P<word>maxLength|maxItems|maxProperties|maximum|exclusiveMaximum): got \S+, want `+num+`$`, func(g groups) []clause {
			return atMost(g("word"), g("n"))
		}),
	}
}

// numbers are the ways to bound a number. What follows the number is looked at, because "at least 18 years" bounds another.
func numbers() []phrase {
	return []phrase{
		say("decimal places", `(?:no more than|at most|more than) (?P<n>\d+) decimal places`, makePlaces),
		say("numeric value out of bounds", `\(<\d+ digits>\.<(?P<n>\d+) digits> expected\)`, makePlaces),
		say("multiple of", `multiple of `+num+end, makeBound("multipleOf")),
		say("divisible by", `divisible by `+num+end, makeBound("multipleOf")),
		say("between", `(?:must be|should be|value|is not|number|range) (?:in )?between `+low+` and `+high+end, makeRange("minimum", "maximum")),
		say(stemLeast, noLess+` ?`+num+end, makeBound("minimum")),
		say(stemMost, noMore+` ?`+num+end, makeBound("maximum")),
		say(" or ", num+` or (?:greater|more|higher)`+end, makeBound("minimum")),
		say(" or ", num+` or (?:less|lower|fewer)`+end, makeBound("maximum")),
		say("minimum", `(?:(?:less|lower|smaller) than|below) (?:the )?minimum(?: value| allowed)?(?: of)? `+num+end, makeBound("minimum")),
		say("maximum", `(?:(?:greater|more|higher|larger|bigger) than|above|over|exceeds) (?:the )?maximum(?: value| allowed)?(?: of)? `+num+end, makeBound("maximum")),
		say("minimum", `minimum(?: allowed)?(?: value)?(?: is| of|:) `+num+end, makeBound("minimum")),
		say("maximum", `maximum(?: allowed)?(?: value)?(?: is| of|:) `+num+end, makeBound("maximum")),
		say("than|above|>", more+` ?`+num+end, makeBound("exclusiveMinimum")),
		say("than|below|<", less+` ?`+num+end, makeBound("exclusiveMaximum")),
		say("positive", `(?:must|should) be (?:a )?positive(?: number)?`+end, makeFixed("exclusiveMinimum", zero)),
		say("negative", `(?:must|should) be (?:a )?negative(?: number)?`+end, makeFixed("exclusiveMaximum", zero)),
		say("negative", `(?:must|should) (?:be non-negative|not be negative)`, makeFixed("minimum", zero)),
	}
}

// words are rules without a number.
func words() []phrase {
	return []phrase{
		say("valid", `a valid (?P<word>integer|number|string|boolean|list) is required`, makeType),
		say("property", `property ['"]?(?P<prop>[\w$.-]+)['"]? (?:is missing|to be present)`, makeRequired),
		say("property", `(?:required|missing) property:? ['"]?(?P<prop>[\w$.-]+)['"]?`, makeRequired),
		say("duplicate", `duplicate (?:items|elements|entries|values)`, makeFixed("uniqueItems", true)),
		say("unique", `(?:items|elements|values)(?: must be| to be| are not) unique`, makeFixed("uniqueItems", true)),
		say("two equal items", `has two equal items`, makeFixed("uniqueItems", true)),
		say("already", `already (?:been )?(?:taken|exists?|in use|used|registered|assigned)\b`, makeFixed("unique", nil)),
		say("unique", `(?:must be|is not|should be) unique\b`, makeFixed("unique", nil)),
		say("required|missing", `(?:is|are) (?:a )?(?:required|missing)(?: field| property| parameter)?(?:$|[.,;!:] ?| but| and not)`, makeRequired),
		say("required", `(?:^(?:field |value |body )?required(?: field)?$|field required|value is required|parameter required|required field|is required$|^a value is required)`, makeRequired),
		say("blank", `(?:can't|cannot|can not|must not|may not|should not) be blank`, makeRequired),
		say("empty", `(?:can't|cannot|can not|must not|may not|should not|must be not) be empty`, makeRequired),
		say("null", `(?:can't|cannot|must not|may not|should not) be (?:null|nil|undefined|null or undefined)`, makeRequired),
		say("not present", `is not present`, makeRequired),
		say("digits only", `must contain digits only`, makeFixed("pattern", "^[0-9]+$")),
		say("letters and ", `only contain letters and numbers\.?$|must contain (?:English letters and digits only|only letters and numbers \(a-za-z0-9\))|only contain alphanumeric characters`, makeFixed("pattern", "^[a-zA-Z0-9]+$")),
		say("letters", `must contain (?:English letters only|only letters \(a-zA-Z\))`, makeFixed("pattern", "^[a-zA-Z]+$")),
		say("format", `match(?:es)? (?:the )?format ['"](?P<word>[\w-]+)['"]`, makeFormat),
		say("well-formed email", `well-formed email address`, makeFixed("format", "email")),
		say("valid", `(?:an?|not|in) valid (?P<word>[\w-]+(?: [\w-]+){0,2}?)(?: address| number| string| format)?(?:$|[.:;,])`, makeFormat),
		say("valid", `^(?:enter|provide|please (?:enter|provide)) an? valid (?P<word>[\w-]+)(?: address)?\.?$`, makeFormat),
		say("valid", `^(?:invalid|valid) (?P<word>email|url|uri|uuid|ipv4|ipv6|datetime|date|hostname)(?: address| format| string)?(?:$|[.:])`, makeFormat),
		say("must be", `must be an? (?P<word>email|uuid|url|uri|url address|ipv4|ipv6)(?: address)?\.?$`, makeFormat),
		say("string to be", `expected string to be (?:either )?RFC \d+ (?P<word>[\w-]+)`, makeFormat),
		say("must|should|expected|to", `(?:must|should|expected|to|has to) (?:be )?(?:an? |of type )?(?:valid )?(?P<word>string|integer number|integer|number|boolean|array|list|object)(?: value)?(?:$|[.,;])`, makeType),
		say("not a", `is not an? (?:valid )?(?P<word>number|integer|string|boolean|list|array)(?:$|[.,;])`, makeType),
		say("match|equal|same", `(?:must|should) (?:match|equal|be equal to|be the same as) (?:the )?(?:field |value of )?`+other, makeOther("eqField")),
		say("than|after|before", `(?:must|should) be (?:greater than or equal to|on or after|after or equal to|not before) (?:the )?(?:field )?`+other, makeOther("gteField")),
		say("not be", `(?:must|should|may) not be (?:before|earlier than|less than|below) (?:the )?(?:field )?`+other, makeOther("gteField")),
		say("than|after|before", `(?:must|should) be (?:less than or equal to|on or before|before or equal to|not after) (?:the )?(?:field )?`+other, makeOther("lteField")),
		say("not be", `(?:must|should|may) not be (?:after|later than|greater than|above) (?:the )?(?:field )?`+other, makeOther("lteField")),
		say("than|after|above", `(?:must|should) be (?:greater than|after|later than|larger than|above|a date after) (?:the )?(?:field )?`+other, makeOther("gtField")),
		say("than|before|below", `(?:must|should) be (?:less than|before|earlier than|smaller than|below|a date before) (?:the )?(?:field )?`+other, makeOther("ltField")),
	}
}

const other = `['"]?(?P<other>[A-Za-z_][\w.]*)['"]?\.?$`

// understand reads one message. Only its first line counts: what follows is a dump of something.
func understand(message string) []clause {
	message, _, _ = strings.Cut(strings.TrimSpace(message), "\n")
	if message == "" || len(message) > maxMessage {
		return nil
	}
	lower, hasDigit := strings.ToLower(message), strings.ContainsAny(message, "0123456789")
	list := phrases()
	for i := range list {
		p := &list[i]
		if !p.may(lower, hasDigit) {
			continue
		}
		m := p.re.FindStringSubmatch(message)
		if m == nil {
			continue
		}
		clauses := p.make(func(name string) string {
			if i := p.re.SubexpIndex(name); i >= 0 {
				return m[i]
			}
			return ""
		})
		if len(clauses) > 0 {
			return clauses
		}
	}
	return nil
}
