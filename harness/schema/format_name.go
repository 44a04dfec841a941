package schema

import (
	"net/netip"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// isHostname follows RFC 1123 section 2.1, and checks that labels which claim to be encoded Unicode are (RFC 5890).
func isHostname(text string) bool {
	if len(text) > 253 || text == "" {
		return false
	}
	for label := range strings.SplitSeq(text, ".") {
		if !isHostLabel(label) {
			return false
		}
	}
	return true
}

func isHostLabel(label string) bool {
	if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
		return false
	}
	for i := range len(label) {
		if !isAlphanumeric(label[i]) && label[i] != '-' {
			return false
		}
	}
	if len(label) < 4 || label[2:4] != "--" {
		return true
	}
	if !strings.EqualFold(label[:4], "xn--") {
		return false
	}
	decoded, err := idna.Punycode.ToUnicode(strings.ToLower(label))
	return err == nil && !isASCII(decoded) && isUnicodeLabel(decoded)
}

func isASCII(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

var fullStops = strings.NewReplacer("\u3002", ".", "\uff0e", ".", "\uff61", ".")

// isIDNHostname follows RFC 5890 section 2.3.2.3. The four full stops are those of RFC 3490 section 3.1.
func isIDNHostname(text string) bool {
	dotted := fullStops.Replace(text)
	if dotted == "" {
		return false
	}
	// In a name with a label that runs from right to left, no label begins with a digit (RFC 5893, 2, rule 1).
	rightToLeft := strings.ContainsFunc(dotted, func(r rune) bool {
		return unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko)
	})
	length := -1
	for label := range strings.SplitSeq(dotted, ".") {
		if rightToLeft && label != "" && label[0] >= '0' && label[0] <= '9' {
			return false
		}
		encoded := label
		if isASCII(label) {
			if !isHostLabel(label) {
				return false
			}
		} else {
			var err error
			if encoded, err = idna.Punycode.ToASCII(label); err != nil || len(encoded) > 63 || !isUnicodeLabel(label) {
				return false
			}
		}
		length += len(encoded) + 1
	}
	return length <= 253
}

func isUnicodeLabel(label string) bool {
	if label == "" || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
		return false
	}
	if runes := []rune(label); len(runes) > 3 && runes[2] == '-' && runes[3] == '-' {
		return false
	}
	if first, _ := utf8.DecodeRuneInString(label); unicode.Is(unicode.M, first) {
		return false
	}
	if strings.ContainsFunc(label, unnameable) {
		return false
	}
	// The profile knows the mapped code points, the joiners and the bidirectional rule (RFC 5892 and 5893).
	if _, err := idna.Registration.ToASCII(label); err != nil {
		return false
	}
	return contextual([]rune(label))
}

// unnameable finds code points outside the letters, marks and digits of RFC 5892 section 2.1, and its exceptions (2.6).
func unnameable(r rune) bool {
	if r < utf8.RuneSelf || unicode.In(r, unicode.Ll, unicode.Lo, unicode.Lm, unicode.Mn, unicode.Mc, unicode.Nd) {
		return false
	}
	switch r {
	case 0x00b7, 0x0375, 0x05f3, 0x05f4, 0x30fb, 0x06fd, 0x06fe, 0x0f0b, 0x3007, 0x200c, 0x200d:
		return false
	}
	return true
}

// contextual applies RFC 5892 appendix A.3 to A.9, and its exceptions (2.6).
func contextual(label []rune) bool {
	var arabic, extended, japanese bool
	for _, r := range label {
		arabic = arabic || r >= 0x0660 && r <= 0x0669
		extended = extended || r >= 0x06f0 && r <= 0x06f9
		japanese = japanese || r != 0x30fb && unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Han)
	}
	at := func(i int) rune {
		if i < 0 || i >= len(label) {
			return 0
		}
		return label[i]
	}
	for i, r := range label {
		ok := true
		switch r {
		case 0x00b7: // middle dot: between two l
			ok = at(i-1) == 'l' && at(i+1) == 'l'
		case 0x0375: // Greek keraia: before Greek
			ok = unicode.Is(unicode.Greek, at(i+1))
		case 0x05f3, 0x05f4: // Hebrew geresh and gershayim: after Hebrew
			ok = unicode.Is(unicode.Hebrew, at(i-1))
		case 0x30fb: // Katakana middle dot: in Japanese
			ok = japanese
		case 0x0640, 0x07fa, 0x302e, 0x302f, 0x3031, 0x3032, 0x3033, 0x3034, 0x3035, 0x303b:
			ok = false
		}
		if !ok {
			return false
		}
	}
	return !arabic || !extended
}

func isEmail(text string) bool    { return emailValid(text, false) }
func isIDNEmail(text string) bool { return emailValid(text, true) }

const atext = "!#$%&'*+-/=?^_`{|}~"

// emailValid follows the Mailbox of RFC 5321 section 4.1.2, and of RFC 6531 section 3.3 for the international form.
func emailValid(text string, international bool) bool {
	at := strings.LastIndexByte(text, '@')
	if at < 1 || len(text) > 254 || at > 64 {
		return false
	}
	local, domain := text[:at], text[at+1:]
	if len(local) > 1 && local[0] == '"' && local[len(local)-1] == '"' {
		if !isQuoted(local[1:len(local)-1], international) {
			return false
		}
	} else if !isDotAtom(local, international) {
		return false
	}
	if strings.HasPrefix(domain, "[") && strings.HasSuffix(domain, "]") {
		return isAddressLiteral(domain[1 : len(domain)-1])
	}
	if international {
		return isMailDomain(domain)
	}
	return isHostname(domain)
}

// isMailDomain asks less of an international label than a host name does: RFC 6531 leaves normalising to the sender.
func isMailDomain(domain string) bool {
	for label := range strings.SplitSeq(domain, ".") {
		if isASCII(label) {
			if !isHostLabel(label) {
				return false
			}
		} else if strings.ContainsFunc(label, func(r rune) bool { return r < utf8.RuneSelf && r != '-' && !isAlphanumeric(byte(r)) }) {
			return false
		}
	}
	return true
}

func isDotAtom(text string, international bool) bool {
	for atom := range strings.SplitSeq(text, ".") {
		if atom == "" {
			return false
		}
		for i := range len(atom) {
			ch := atom[i]
			if !isAlphanumeric(ch) && !strings.Contains(atext, string(ch)) && (ch < utf8.RuneSelf || !international) {
				return false
			}
		}
	}
	return true
}

func isQuoted(text string, international bool) bool {
	for i := 0; i < len(text); i++ {
		ch := text[i]
		switch {
		case ch == '\\':
			if i++; i == len(text) || text[i] < ' ' || text[i] > '~' {
				return false
			}
		case ch == '"' || ch < ' ' || ch == 0x7f:
			return false
		case ch >= utf8.RuneSelf && !international:
			return false
		}
	}
	return true
}

func isAddressLiteral(text string) bool {
	if v6, ok := strings.CutPrefix(text, "IPv6:"); ok {
		return isIPv6(v6)
	}
	addr, err := netip.ParseAddr(text)
	return err == nil && addr.Is4()
}
