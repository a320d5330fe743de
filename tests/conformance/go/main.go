// Judge is a thin door to verifiers that nobody in this project wrote: golang.org/x/mod/sumdb/note and
// golang.org/x/mod/sumdb/tlog (and crypto/ed25519). It reads one JSON question per line and writes one
// JSON answer per line; every verdict in an answer is theirs.
package main

import (
	"bufio"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type question struct {
	Op      string
	Note    string
	Vkeys   []string
	Proof   [][]byte
	Size    int64
	Root    []byte
	Older   int64
	OldRoot []byte
	Index   int64
	Leaf    []byte
	Folder  string
	Indexes []int64
	Public  []byte
	Sig     []byte
	Message []byte
}

type answer struct {
	OK        bool       `json:"ok"`
	Error     string     `json:"error,omitempty"`
	Text      string     `json:"text,omitempty"`
	Verified  []string   `json:"verified,omitempty"`
	Unknown   int        `json:"unknown"`
	Inclusion [][][]byte `json:"inclusion,omitempty"`
	Older     [][][]byte `json:"older,omitempty"`
}

// cosigner verifies C2SP cosignature/v1 lines (type 0x04), which package note does not know by itself.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.hash }
func (c cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	signed := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(sig), msg)
	return ed25519.Verify(c.key, []byte(signed), sig[8:])
}

func verifier(vkey string) (note.Verifier, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) == 3 {
		raw, err := base64.StdEncoding.DecodeString(parts[2])
		if err == nil && len(raw) == 33 && raw[0] == 4 {
			sum := sha256.Sum256(append([]byte(parts[0]+"\n"), raw...))
			if hex.EncodeToString(sum[:4]) != parts[1] {
				return nil, errors.New("key id does not match")
			}
			return cosigner{parts[0], binary.BigEndian.Uint32(sum[:]), raw[1:]}, nil
		}
	}
	return note.NewVerifier(vkey)
}

func openNote(q question) (answer, error) {
	var known []note.Verifier
	for _, vkey := range q.Vkeys {
		v, err := verifier(vkey)
		if err != nil {
			return answer{}, err
		}
		known = append(known, v)
	}
	opened, err := note.Open([]byte(q.Note), note.VerifierList(known...))
	if err != nil {
		return answer{}, err
	}
	a := answer{Text: opened.Text, Unknown: len(opened.UnverifiedSigs)}
	for _, sig := range opened.Sigs {
		a.Verified = append(a.Verified, sig.Name)
	}
	return a, nil
}

func hash(raw []byte) (h tlog.Hash) {
	if len(raw) == len(h) {
		copy(h[:], raw)
	}
	return h
}

func hashes(raw [][]byte) (list []tlog.Hash) {
	for _, one := range raw {
		list = append(list, hash(one))
	}
	return list
}

func raw(list []tlog.Hash) [][]byte {
	out := [][]byte{}
	for _, h := range list {
		out = append(out, append([]byte(nil), h[:]...))
	}
	return out
}

// folder reads the files of a tlog-tiles export; TileHashReader checks them against the tree hash.
type folder string

func (folder) Height() int                             { return 8 }
func (folder) SaveTiles(tiles []tlog.Tile, _ [][]byte) {}
func (f folder) ReadTiles(tiles []tlog.Tile) (data [][]byte, err error) {
	for _, tile := range tiles {
		path := "tile/" + strings.TrimPrefix(tile.Path(), "tile/8/")
		bytes, err := os.ReadFile(filepath.Join(string(f), path))
		if err != nil {
			return nil, err
		}
		data = append(data, bytes)
	}
	return data, nil
}

// entryAt reads one entry from the exported entry bundles: big-endian uint16 lengths.
func entryAt(dir string, size, index int64) ([]byte, error) {
	width := size - index/256*256
	if width > 256 {
		width = 256
	}
	tile := tlog.Tile{H: 8, L: -1, N: index / 256, W: int(width)}
	path := "tile/entries/" + strings.TrimPrefix(tile.Path(), "tile/8/data/")
	bundle, err := os.ReadFile(filepath.Join(dir, path))
	if err != nil {
		return nil, err
	}
	for skip := index % 256; ; skip-- {
		if len(bundle) < 2 || len(bundle) < 2+int(binary.BigEndian.Uint16(bundle)) {
			return nil, errors.New("entry bundle too short")
		}
		entry := bundle[2 : 2+int(binary.BigEndian.Uint16(bundle))]
		if skip == 0 {
			return entry, nil
		}
		bundle = bundle[2+len(entry):]
	}
}

func readTiles(q question) (a answer, err error) {
	tree := tlog.Tree{N: q.Size, Hash: hash(q.Root)}
	reader := tlog.TileHashReader(tree, folder(q.Folder))
	for _, index := range q.Indexes {
		entry, err := entryAt(q.Folder, q.Size, index)
		if err != nil {
			return a, err
		}
		proof, err := tlog.ProveRecord(q.Size, index, reader)
		if err != nil {
			return a, err
		}
		if err := tlog.CheckRecord(proof, q.Size, tree.Hash, index, tlog.RecordHash(entry)); err != nil {
			return a, err
		}
		a.Inclusion = append(a.Inclusion, raw(proof))
		older, err := tlog.ProveTree(q.Size, index+1, reader)
		if err != nil {
			return a, err
		}
		a.Older = append(a.Older, raw(older))
	}
	return a, nil
}

func judge(q question) (answer, error) {
	switch q.Op {
	case "note":
		return openNote(q)
	case "record":
		return answer{}, tlog.CheckRecord(hashes(q.Proof), q.Size, hash(q.Root), q.Index, hash(q.Leaf))
	case "tree":
		return answer{}, tlog.CheckTree(hashes(q.Proof), q.Size, hash(q.Root), q.Older, hash(q.OldRoot))
	case "tiles":
		return readTiles(q)
	case "ed25519":
		if len(q.Public) != ed25519.PublicKeySize || !ed25519.Verify(q.Public, q.Message, q.Sig) {
			return answer{}, errors.New("ed25519: signature refused")
		}
		return answer{}, nil
	}
	return answer{}, errors.New("unknown question")
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := json.NewEncoder(os.Stdout)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var q question
		a, err := answer{}, json.Unmarshal(line, &q)
		if err == nil {
			a, err = judge(q)
		}
		a.OK = err == nil
		if err != nil {
			a.Error = err.Error()
		}
		if out.Encode(a) != nil {
			return
		}
	}
}
