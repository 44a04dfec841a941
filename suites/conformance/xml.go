package conformance

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
)

// malformedXML says what keeps a text from being a well-formed XML document, or why that cannot be said. Go's decoder
// knows neither document type definitions nor other encodings, so their documents are left alone.
func malformedXML(text []byte) (unsure string, wrong error) {
	decoder := xml.NewDecoder(bytes.NewReader(text))
	foreign := false
	decoder.CharsetReader = func(string, io.Reader) (io.Reader, error) {
		foreign = true
		return nil, errors.ErrUnsupported
	}
	if bytes.Contains(text, []byte("<!DOCTYPE")) {
		return "XML with a document type definition is not judged", nil
	}
	roots := 0
	for depth := 0; ; {
		token, err := decoder.Token()
		switch {
		case foreign:
			return "XML that is not in UTF-8 is not judged", nil
		case errors.Is(err, io.EOF) && roots == 0:
			return "", errors.New("XML without an element")
		case errors.Is(err, io.EOF):
			return "", nil
		case err != nil:
			return "", err
		}
		switch token.(type) {
		case xml.StartElement:
			if depth == 0 {
				roots++
			}
			depth++
		case xml.EndElement:
			depth--
		}
		if roots > 1 {
			return "", errors.New("XML with more than one root element")
		}
	}
}
