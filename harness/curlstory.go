package harness

import (
	"fmt"
	"strings"
)

// curls writes a trace as shell lines that can be pasted one after the other. What a step takes from an earlier answer is
// read from that answer again: the object that the run used is gone, and the one that the lines make has another name.
func (s *Session) curls(c *Case, trace []*Exchange) []string {
	read := map[int]bool{}
	texts := make([]map[string]string, len(trace)) // by step: marks and what stands for them
	marked := make([]*Exchange, len(trace))
	for i, x := range trace {
		marked[i] = x
		if x.Skipped || i >= len(c.Steps) || len(c.Steps[i].Bind) == 0 {
			continue
		}
		if m := s.marked(c, i, trace); m != nil {
			marked[i], texts[i] = m.exchange, m.shell
			for _, step := range m.reads {
				read[step] = true
			}
		}
	}
	var lines []string
	for i, x := range marked {
		if x.Skipped {
			continue
		}
		if x.Collected {
			lines = append(lines, collected)
			continue
		}
		line := overheard(s.curl(x), c, i)
		for mark, shell := range texts[i] {
			line = expand(line, mark, shell)
		}
		if read[i] {
			line = fmt.Sprintf("%s=$(%s)", stepVariable(i), line)
		}
		lines = append(lines, line)
	}
	return lines
}

func stepVariable(i int) string { return fmt.Sprintf("STEP%d", i+1) }

// marking is a request in which marks stand for what earlier answers gave.
type marking struct {
	exchange *Exchange
	shell    map[string]string // by mark
	reads    []int             // the steps whose answers are read
}

// marked writes the request of a step anew, with a mark for each bound value. Nil when that cannot be done.
func (s *Session) marked(c *Case, i int, trace []*Exchange) *marking {
	m := &marking{shell: map[string]string{}}
	step := c.Steps[i]
	var list []Binding
	for _, b := range step.Bind {
		v, err := b.value(trace[:i])
		if err != nil || b.Before > 0 {
			continue
		}
		mark := fmt.Sprintf("BOUND%dVALUE", len(m.shell))
		m.shell[mark] = b.shell()
		if _, isText := v.(string); !isText {
			m.shell[mark] = "\x00" + m.shell[mark] // a number stands in JSON without quotes
		}
		m.reads = append(m.reads, b.Step)
		list = append(list, Binding{Step: 0, From: "body#", Target: b.Target, Soft: b.Soft, Match: mark, Scheme: b.Scheme})
	}
	if len(list) == 0 {
		return nil
	}
	in := step.Inputs.open(list)
	var done []string
	for _, b := range list {
		if !strings.Contains(strings.Join(done, "\n")+"\n", b.Target+"\n") && (!b.Soft || in.has(b.Target)) && in.Put(b.Target, b.schemed(b.Match)) == nil {
			done = append(done, b.Target)
		}
	}
	step.Inputs, step.Bind = in, nil
	x, err := s.sender.prepare(c, step, trace[:i])
	if err != nil {
		return nil
	}
	m.exchange = x
	return m
}

// shell reads a binding's value from the answer that a variable holds, headers first, as curl -i prints it.
func (b *Binding) shell() string {
	source := `<<<"$` + stepVariable(b.Step) + `"`
	if name, ok := strings.CutPrefix(b.From, "header."); ok {
		text := fmt.Sprintf(`sed -n 's/^%s: *//Ip' %s | tr -d '\r'`, name, source)
		return b.piped(text)
	}
	path := "."
	for _, token := range pointerTokens(strings.TrimPrefix(b.From, "body#")) {
		if token == "*" {
			path += "[0]"
		} else {
			path += fmt.Sprintf("[%q]", token)
		}
	}
	return b.piped(fmt.Sprintf(`sed '1,/^\r*$/d' %s | jq -r '%s'`, source, path))
}

func (b *Binding) piped(text string) string {
	if b.Match != "" {
		text += fmt.Sprintf(` | jq -rR 'match("%s").captures[0].string'`, strings.NewReplacer(`\`, `\\`, `"`, `\"`, `'`, `.`).Replace(b.Match))
	}
	return `"$(` + text + `)"`
}

// expand puts a shell expression in the place of a mark, outside the quotes that the mark stands in.
func expand(line, mark, shell string) string {
	if number, ok := strings.CutPrefix(shell, "\x00"); ok {
		line, shell = strings.ReplaceAll(line, `"`+mark+`"`, mark), number
	}
	return strings.ReplaceAll(line, mark, `'`+shell+`'`)
}
