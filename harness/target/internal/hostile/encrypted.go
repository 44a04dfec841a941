package hostile

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"net"
	"time"
)

// encrypted servers are hostile in or below TLS.
func encrypted() []Behaviour {
	answer := always(func(s *Session) { s.Answer("200 OK", "application/json", "{}") })
	return []Behaviour{
		{Name: "certificate that nobody signed", Fault: "tls", TLS: selfSigned, Serve: answer},
		{Name: "plain text where TLS was asked for", Fault: "tls", TLS: plain, Serve: func(s *Session) {
			s.Say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
		}},
		{Name: "closes in the handshake", Fault: "reset", TLS: plain, Serve: func(*Session) {}},
		{Name: "hangs in the handshake", Fault: "timeout", TLS: plain, Serve: func(s *Session) { s.Hang() }},
	}
}

// plain has the client speak TLS to a server that does not.
func plain() (*tls.Config, error) { return nil, nil }

func selfSigned() (*tls.Config, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "hostile"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, fmt.Errorf("make a certificate: %w", err)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, nil
}
