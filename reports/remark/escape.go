package remark

import (
	"strconv"
	"strings"
)

// entities writes every ASCII character that Markdown, a table or HTML could act on as a numeric character reference. CommonMark
// (6.2) never takes one for structure, in a table, in HTML and in text alike, which no set of backslashes achieves.
func entities(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r < 0x80 && strings.ContainsRune("!\"#$&'*+-<=>@[\\]^_`{|}~()/:", r):
			b.WriteString("&#" + strconv.Itoa(int(r)) + ";")
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Hosts look for names, issues and addresses in what was rendered, where references are characters again. A space without width
// behind the sign ends that; it is not put where something may be copied.
var signs = strings.NewReplacer("@", "@\u200b", "#", "#\u200b", "://", ":\u200b//", "www.", "www\u200b.", "GH-", "GH\u200b-", "gh-", "gh\u200b-")

// prose is text among text.
func prose(s string) string { return entities(signs.Replace(s)) }

// code is text as it is, in which hosts look for nothing; but GFM (6.9) does before that, for what begins like an address. A span of
// backticks cannot hold a backtick in a table.
func code(s string) string {
	if s == "" {
		return ""
	}
	return "<code>" + strings.ReplaceAll(entities(s), "www.", "www&#46;") + "</code>"
}

// fence is lines as they are, between more backticks than any of them holds.
func fence(language, text string) string {
	longest, run := 2, 0
	for _, r := range text {
		if r != '`' {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	ticks := strings.Repeat("`", longest+1)
	return "\n" + ticks + language + "\n" + text + "\n" + ticks + "\n"
}
