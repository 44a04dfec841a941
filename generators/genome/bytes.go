package genome

import "bytes"

// Three bytes that no UTF-8 text has hold a genome together. Where data has one of them, it is written as escape and the
// byte without its highest bit.
const (
	cut    = 0xfd // ends a name inside a record
	end    = 0xfe // ends a record
	escape = 0xff
	high   = 0x80
)

// appendStuffed writes data so that it holds neither cut nor end.
func appendStuffed(out, data []byte) []byte {
	for _, b := range data {
		if b >= cut {
			out = append(out, escape, b&^high)
		} else {
			out = append(out, b)
		}
	}
	return out
}

// unstuff gives the data back: the same bytes where nothing was escaped, else a copy. What is no escape is taken as it
// stands, so that any bytes mean something.
func unstuff(data []byte) []byte {
	at := bytes.IndexByte(data, escape)
	if at < 0 {
		return data
	}
	out := append(make([]byte, 0, len(data)), data[:at]...)
	for i := at; i < len(data); i++ {
		if data[i] == escape && i+1 < len(data) {
			i++
			out = append(out, data[i]|high)
			continue
		}
		out = append(out, data[i])
	}
	return out
}

// next cuts the first record off.
func next(data []byte) (record, rest []byte) {
	if at := bytes.IndexByte(data, end); at >= 0 {
		return data[:at], data[at+1:]
	}
	return data, nil
}

// Hashes are FNV-1a, so that keys are the same on every machine and in every version of Go.
const (
	hashStart uint32 = 0x811c9dc5
	hashPrime uint32 = 0x01000193
)

func hashText(h uint32, text string) uint32 {
	for i := range len(text) {
		h = (h ^ uint32(text[i])) * hashPrime
	}
	return h
}

// salted hashes a name. Salt is how many names before it had the same key.
func salted(name string, salt int) uint32 {
	h := hashText(hashStart, name)
	for range salt {
		h = (h ^ 0xff) * hashPrime
	}
	return h
}

// key names a field of an operation by two bytes, of which the first is never that of another kind of record.
type key [2]byte

func keyOf(path string, salt int) key {
	h := salted(path, salt)
	return key{byte(firstKey + h%(cut-firstKey)), byte(h / (cut - firstKey) % cut)} // #nosec G115 -- both are below cut
}

// opKey names an operation by three bytes.
type opKey [3]byte

func opKeyOf(id string, salt int) opKey {
	h := salted(id, salt)
	return opKey{byte(h % cut), byte(h / cut % cut), byte(h / cut / cut % cut)} // #nosec G115 -- all are below cut
}

// actorKeyOf names an actor by one byte, which is not 0.
func actorKeyOf(name string, salt int) byte {
	return byte(1 + salted(name, salt)%(cut-1)) // #nosec G115 -- below cut
}

// fold makes a seed of data.
func fold(data []byte) uint64 {
	h := uint64(0xcbf29ce484222325)
	for _, b := range data {
		h = (h ^ uint64(b)) * 0x100000001b3
	}
	return h
}
