package gocover

import (
	"context"
	"encoding/binary"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// serve plays a program that greets and then gives one answer for each byte.
func serve(t *testing.T, greeting string, answers ...string) *Meter {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = c.Write([]byte(greeting))
			for ask := make([]byte, 1); len(answers) > 0; answers = answers[1:] {
				if _, err := c.Read(ask); err != nil {
					break
				}
				_, _ = c.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(answers[0]))))
				_, _ = c.Write([]byte(answers[0]))
			}
			_ = c.Close()
		}
	}()
	names := strings.Split("a/0 a/1 b/0 b/1 b/2 b/3 b/4 b/5", " ")
	names[7] = ""
	return &Meter{Blocks: Blocks{names: names, seeds: []uint64{1, 2, 3, 4, 5, 6, 7, 8}}, Network: "tcp", Address: l.Addr().String()}
}

const hello = greeting + "\x08\x00\x00\x00" + "\x00\x00\x00\x00\x00\x00\x00\x00" + "\x07\x00\x00\x00\x00\x00\x00\x00"

func TestReached(t *testing.T) {
	m := serve(t, hello, "\x00\x01\x02\x03\x05\x01", "\x02\x02", "")
	b := m.Blocks
	for _, want := range [][]uint64{{b.hash(0, 1), b.hash(2, 2)}, {b.hash(2, 2)}, nil} {
		got, err := m.Reached(context.Background())
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	require.NoError(t, m.Close())
}

func TestCalm(t *testing.T) {
	// What comes first is from before; the blocks 1 and 3 run by themselves.
	m := serve(t, hello, "\x00\x01", "\x01\x01", "", "\x01\x05\x02\x01", "\x07\x01", "\x00\x01\x01\x09\x01\x01\x01\x01")
	n, err := m.Calm(context.Background(), time.Millisecond)
	require.NoError(t, err)
	require.Equal(t, 2, n)
	got, err := m.Reached(context.Background())
	require.NoError(t, err)
	require.Equal(t, []uint64{m.Blocks.hash(0, 1), m.Blocks.hash(2, 1)}, got)
}

func TestReachedRefusesWhatDoesNotFit(t *testing.T) {
	for name, test := range map[string]struct {
		greeting, answer, want string
	}{
		"another program":  {strings.Replace(hello, "\x08", "\x09", 1), "", "what listens there is not the program that was built"},
		"another protocol": {"HTTP/1.1 400 Bad Request\r\n\r\n", "", "what listens there is not the program that was built"},
		"before weighing":  {strings.Replace(hello, " 3", " 2", 1), "", "what listens there is not the program that was built"},
		"nothing":          {"", "", "EOF"},
		"beyond the last":  {hello, "\x08\x01", errBroken.Error()},
		"far beyond":       {hello, "\x07\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x01", errBroken.Error()},
		"without a count":  {hello, "\x01", errBroken.Error()},
		"endless number":   {hello, strings.Repeat("\xff", 12), errBroken.Error()},
		"too long":         {hello, strings.Repeat("\x00\x01", 21), errBroken.Error()},
	} {
		t.Run(name, func(t *testing.T) {
			answers := []string{test.answer, "\x01\x01"}
			if test.greeting == "" {
				answers = nil
			}
			m := serve(t, test.greeting, answers...)
			_, err := m.Reached(context.Background())
			require.ErrorContains(t, err, "read the coverage of the service: "+test.want)
			require.Nil(t, m.conn, "it is not used again")
		})
	}
}

func TestReachedAfterABrokenConnection(t *testing.T) {
	m := serve(t, hello, "\x01", "\x01\x01")
	_, err := m.Reached(context.Background())
	require.Error(t, err)
	got, err := m.Reached(context.Background())
	require.NoError(t, err)
	require.Len(t, got, 1)
}
