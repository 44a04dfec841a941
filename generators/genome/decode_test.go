package genome_test

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/generators/genome"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/openapi"
)

// TestRepairStaysNear breaks one value of a valid box at a time.
func TestRepairStaysNear(t *testing.T) {
	b := parsed(t, firstVersion)
	for name, c := range map[string]struct{ given, want map[string]any }{
		"a number over the maximum": {map[string]any{"label": "ab", "weight": json.Number("9000")}, map[string]any{"label": "ab", "weight": json.Number("500")}},
		"a number under the minimum": {
			map[string]any{"label": "ab", "weight": json.Number("-4")}, map[string]any{"label": "ab", "weight": json.Number("1")},
		},
		"a fraction":                {map[string]any{"label": "ab", "weight": json.Number("3.7")}, map[string]any{"label": "ab", "weight": json.Number("3")}},
		"between two steps":         {map[string]any{"label": "ab", "size": json.Number("3.7")}, map[string]any{"label": "ab", "size": json.Number("3.5")}},
		"at a bound that is out":    {map[string]any{"label": "ab", "size": json.Number("0")}, map[string]any{"label": "ab", "size": json.Number("0.5")}},
		"a text that is too long":   {map[string]any{"label": "abcdefghijklmnop"}, map[string]any{"label": "abcdefghijkl"}},
		"a text that is too short":  {map[string]any{"label": "a"}, map[string]any{"label": "ax"}},
		"a text that is no UTF-8":   {map[string]any{"label": "a\xc3("}, map[string]any{"label": "aC("}},
		"an unknown member":         {map[string]any{"label": "ab", "smell": "sweet"}, map[string]any{"label": "ab"}},
		"a number where a text is":  {map[string]any{"label": true}, map[string]any{"label": "true"}},
		"too many items":            {map[string]any{"label": "ab", "items": items("a", "b", "c", "d")}, map[string]any{"label": "ab", "items": items("a", "b", "c")}},
		"a branch with another end": {map[string]any{"label": "ab", "lid": map[string]any{"hinge": "right"}}, map[string]any{"label": "ab", "lid": map[string]any{"hinge": "left"}}},
		"another branch":            {map[string]any{"label": "ab", "lid": json.Number("1")}, map[string]any{"label": "ab", "lid": json.Number("3")}},
	} {
		t.Run(name, func(t *testing.T) {
			step := box()
			step.Inputs.Body.Value = c.given
			made := decodeAs(t, b, step, intentValid)
			require.Equal(t, harness.Accept, made.Aim.Expect)
			require.Equal(t, c.want, made.Steps[0].Inputs.Body.Value)
			if strings.Contains(name, "UTF-8") {
				return
			}
			require.Equal(t, c.given, decodeAs(t, b, step, intentRaw).Steps[0].Inputs.Body.Value, "raw values are not touched")
		})
	}
	made := decodeAs(t, b, box("colour", "pink"), intentValid)
	require.Contains(t, []any{"red", "green", "blue"}, made.Steps[0].Inputs.Body.Value.(map[string]any)["colour"])
	empty := box()
	empty.Inputs.Body = nil
	made = decodeAs(t, b, empty, intentValid)
	require.Equal(t, harness.Accept, made.Aim.Expect, "a body that is missing is filled in")
	require.NotNil(t, made.Steps[0].Inputs.Body)
}

const (
	intentValid byte = iota
	intentRaw
	intentBroken
)

// decodeAs writes a step, changes its intent, and reads it.
func decodeAs(t *testing.T, b *bed, step harness.Step, intent byte) *harness.Case {
	t.Helper()
	data, err := b.codec.Encode(&harness.Case{Aim: harness.Aim{Expect: harness.Any}, Steps: []harness.Step{step}})
	require.NoError(t, err)
	parts := records(data)
	at := slices.IndexFunc(parts, func(r []byte) bool { return len(r) == 7 && r[0] == 1 })
	require.GreaterOrEqual(t, at, 0)
	parts[at][5] = intent
	made, err := b.codec.Decode(slices.Concat(parts...))
	require.NoError(t, err)
	return made
}

func TestBrokenStepsBreakTheContract(t *testing.T) {
	b := parsed(t, firstVersion)
	made := decodeAs(t, b, box(), intentBroken)
	require.Equal(t, harness.Reject, made.Aim.Expect)
	require.NotEmpty(t, made.Aim.Keyword)
	require.False(t, lastOf(b, made).valid())
}

// TestStoriesAreBound looks at what becomes of inputs that name objects.
func TestStoriesAreBound(t *testing.T) {
	b := parsed(t, firstVersion)
	create, read, remove := b.contract.Operation("POST /boxes"), b.contract.Operation("GET /boxes/{boxId}"), b.contract.Operation("DELETE /boxes/{boxId}")
	data, err := b.codec.Tell(create, remove, read)
	require.NoError(t, err)
	k, err := b.codec.Decode(data)
	require.NoError(t, err)
	require.Len(t, k.Steps, 3)
	for _, step := range k.Steps[1:] {
		require.Equal(t, []harness.Binding{{Step: 0, From: "body#/id", Target: "path.boxId", Soft: true}}, step.Bind)
	}
	require.Equal(t, harness.Accept, k.Aim.Expect)
	require.True(t, k.Steps[2].Observe)

	data, err = b.codec.Tell(read)
	require.NoError(t, err)
	k, err = b.codec.Decode(data)
	require.NoError(t, err)
	require.Len(t, k.Steps, 2, "what nobody in the story makes is shared")
	require.NotEmpty(t, k.Steps[0].Once)
	require.Equal(t, "path.boxId", k.Steps[1].Bind[0].Target)

	data, err = b.codec.Tell(slices.Repeat([]*harness.Operation{create}, 12)...)
	require.NoError(t, err)
	k, err = b.codec.Decode(data)
	require.NoError(t, err)
	require.Len(t, k.Steps, 8, "stories are short")
}

func items(names ...string) []any {
	var list []any
	for _, name := range names {
		list = append(list, map[string]any{"sku": name})
	}
	return list
}

// TestDecodeIsBounded gives the decoder what is made to cost it much.
func TestDecodeIsBounded(t *testing.T) {
	text := strings.Replace(firstVersion, "        colour: ", "        box: {$ref: '#/components/schemas/Box'}\n        more: {type: object, additionalProperties: {$ref: '#/components/schemas/Box'}}\n        colour: ", 1)
	b := parsed(t, text)
	head := slices.Concat(records(must(b.codec.Tell(b.contract.Operation("POST /boxes"))))[:2]...)
	for name, record := range map[string]string{
		"many members": "\x06body/more/%\xfd\x01x\xfe", "deep paths": "\x06body" + strings.Repeat("/a", 30_000) + "\xfd\x01x\xfe",
		"many items": "\x06body/items/*%\xfd\x01x\xfe", "choices": "\x06body/more/%\xfd\x0aabcdefghijklmnop\xfe", "large numbers": "\x06body/weight\xfd\x031e999999999\xfe",
		"deep JSON": "\x06body\xfd\x09" + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + "\xfe", "steps": string(head[1:]), "nothing": "\xfe",
		"text": "\x06body/label\xfd\x01" + strings.Repeat("\xff\x7e", 30_000) + "\xfe", "edges": "\x06body/weight\xfd\x0b\x07\xfe",
	} {
		t.Run(name, func(t *testing.T) {
			var data strings.Builder
			data.Write(head)
			for i := 0; data.Len()+len(record)+8 < genome.MaxBytes; i++ {
				data.WriteString(strings.ReplaceAll(record, "%", strconv.Itoa(i)))
			}
			for _, intent := range []byte{intentValid, intentRaw, intentBroken, 3} {
				all := []byte(data.String())
				all[6] = intent
				began := time.Now()
				_, err := b.codec.Decode(all)
				require.NoError(t, err)
				require.Less(t, time.Since(began), time.Minute, "what grows without bound takes for ever; seconds say nothing")
			}
		})
	}
}

// FuzzDecode reads any bytes. What is read can be written, and is then read as the same.
func FuzzDecode(f *testing.F) {
	b := bedOf(shopContract(f))
	for seed := range b.codec.Seeds() {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		stable(t, b.codec, data)
	})
}

func shopContract(t testing.TB) *harness.Contract {
	t.Helper()
	contract, err := openapi.Load(t.Context(), shopFile, openapi.Options{})
	require.NoError(t, err)
	return contract
}

func stable(t *testing.T, c *genome.Codec, data []byte) {
	t.Helper()
	k, err := c.Decode(data)
	_ = c.Notes(data)
	if err != nil {
		require.Nil(t, k)
		return
	}
	same, err := c.Decode(data)
	require.NoError(t, err)
	require.Equal(t, text(t, k), text(t, same), "the same bytes mean the same")
	written, err := c.Encode(k)
	if err != nil {
		require.ErrorIs(t, err, genome.ErrLarge)
		return
	}
	again, err := c.Decode(written)
	require.NoError(t, err)
	require.Equal(t, text(t, k), text(t, again))
}

// TestMutatedSeedsAreStable does what FuzzDecode does, for the bytes that mutations of seeds give, under GraphQL as well.
func TestMutatedSeedsAreStable(t *testing.T) {
	for _, file := range []string{shopFile, forumFile} {
		b := load(t, file)
		n := 0
		for seed := range b.codec.Seeds() {
			c := generators.Seeded(uint64(n))
			data := slices.Clone(seed)
			for range 6 {
				data = mutate(c, data)
				stable(t, b.codec, data)
				n++
			}
		}
		require.Greater(t, n, 500)
	}
}

func TestCodecNeedsNoOptions(t *testing.T) {
	c := genome.New(shopContract(t), nil, genome.Options{})
	n := 0
	for seed := range c.Seeds() {
		stable(t, c, seed)
		n++
	}
	require.Greater(t, n, 100)
}
