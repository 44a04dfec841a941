package schema

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"net/netip"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// formats are the formats that are asserted. Names that are missing here are annotations (validation, 7.2.3): a contract
// may use any word, and only these have a meaning that everybody shares.
var formats = formatTable()

var errFormat = errors.New("not of this format")

// FormatValid judges a value by a format. Values of a type that the format does not speak about are valid, as is every
// value when the format is not known.
func FormatValid(format string, v any) (known, valid bool) {
	f, ok := formats[format]
	if !ok {
		return false, true
	}
	return true, f.Validate(v) == nil
}

func formatTable() map[string]*jsonschema.Format {
	table := map[string]*jsonschema.Format{}
	for name, valid := range map[string]func(string) bool{
		"date": isDate, "time": isTime, "date-time": isDateTime, "duration": isDuration,
		"email": isEmail, "idn-email": isIDNEmail, "hostname": isHostname, "idn-hostname": isIDNHostname,
		"ipv4": isIPv4, "ipv6": isIPv6,
		"uri": isURI, "uri-reference": isURIReference, "iri": isIRI, "iri-reference": isIRIReference,
		"uri-template": isURITemplate, "uuid": isUUID,
		"json-pointer": isJSONPointer, "relative-json-pointer": isRelativeJSONPointer,
		"regex": isRegex, "byte": isBase64, "base64": isBase64, "base64url": isBase64URL,
		"binary": isAnything, "password": isAnything,
	} {
		table[name] = &jsonschema.Format{Name: name, Validate: onStrings(valid)}
	}
	for name, valid := range map[string]func(decimal) bool{
		"int32": integerWithin(big.NewInt(math.MinInt32), big.NewInt(math.MaxInt32)),
		"int64": integerWithin(big.NewInt(math.MinInt64), big.NewInt(math.MaxInt64)),
		"float": within(math.MaxFloat32), "double": within(math.MaxFloat64),
	} {
		table[name] = &jsonschema.Format{Name: name, Validate: onNumbers(valid)}
	}
	return table
}

func onStrings(valid func(string) bool) func(any) error {
	return func(v any) error {
		if text, ok := v.(string); ok && !valid(text) {
			return errFormat
		}
		return nil
	}
}

func onNumbers(valid func(decimal) bool) func(any) error {
	return func(v any) error {
		n, ok := v.(json.Number)
		if !ok {
			return nil
		}
		if d, ok := parseDecimal(string(n)); ok && !valid(d) {
			return errFormat
		}
		return nil
	}
}

func integerWithin(low, high *big.Int) func(decimal) bool {
	least, most := new(big.Rat).SetInt(low), new(big.Rat).SetInt(high)
	return func(d decimal) bool {
		return d.integer() && d.compare(least) >= 0 && d.compare(most) <= 0
	}
}

func within(limit float64) func(decimal) bool {
	most := new(big.Rat).SetFloat64(limit)
	least := new(big.Rat).Neg(most)
	return func(d decimal) bool { return d.compare(least) >= 0 && d.compare(most) <= 0 }
}

func isAnything(string) bool { return true }

func isIPv4(text string) bool {
	addr, err := netip.ParseAddr(text)
	return err == nil && addr.Is4()
}

func isIPv6(text string) bool {
	addr, err := netip.ParseAddr(text)
	return err == nil && addr.Is6() && addr.Zone() == ""
}

// isUUID checks the shape of RFC 9562 section 4. Versions and variants are not checked: ids of older makes are in use.
func isUUID(text string) bool {
	if len(text) != 36 {
		return false
	}
	for i := range len(text) {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if text[i] != '-' {
				return false
			}
		} else if !isHex(text[i]) {
			return false
		}
	}
	return true
}

func isHex(ch byte) bool {
	return ch >= '0' && ch <= '9' || ch >= 'a' && ch <= 'f' || ch >= 'A' && ch <= 'F'
}

// isJSONPointer follows RFC 6901 section 3.
func isJSONPointer(text string) bool {
	if text == "" {
		return true
	}
	if text[0] != '/' {
		return false
	}
	for i := range len(text) {
		if text[i] == '~' && (i+1 == len(text) || (text[i+1] != '0' && text[i+1] != '1')) {
			return false
		}
	}
	return true
}

func isRelativeJSONPointer(text string) bool {
	digits, rest := leadingDigits(text)
	if digits == "" || (len(digits) > 1 && digits[0] == '0') {
		return false
	}
	return rest == "#" || isJSONPointer(rest)
}

func isRegex(text string) bool {
	_, err := CompilePattern(text)
	return err == nil
}

// isBase64 follows RFC 4648 section 4, which OpenAPI names for format byte. Line breaks belong to MIME.
func isBase64(text string) bool { return decodes(base64.StdEncoding, text) }

func isBase64URL(text string) bool {
	return decodes(base64.URLEncoding, text) || decodes(base64.RawURLEncoding, text)
}

func decodes(encoding *base64.Encoding, text string) bool {
	if strings.ContainsAny(text, "\r\n") {
		return false
	}
	_, err := encoding.DecodeString(text)
	return err == nil
}
