package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"

	"example.org/oracle/trace/raw"
)

// section is what stands in a section of a txtar file, and whether the file has it.
func section(content []byte, name string) ([]byte, bool) {
	content = append([]byte("\n"), content...)
	_, found, has := bytes.Cut(content, []byte("\n-- "+name+" --\n"))
	if !has {
		return nil, false
	}
	if end := bytes.Index(found, []byte("\n-- ")); end >= 0 {
		found = found[:end+1]
	}
	return found, true
}

func encode(path, target string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if found, has := section(text, "trace"); has {
		text = found
	}
	reader, err := raw.NewTextReader(bytes.NewReader(text))
	if err != nil {
		return err
	}
	file, err := os.Create(target)
	if err != nil {
		return err
	}
	defer file.Close()
	buffer := bufio.NewWriter(file)
	writer, err := raw.NewWriter(buffer, reader.Version())
	if err != nil {
		return err
	}
	for {
		event, err := reader.ReadEvent()
		if err == io.EOF {
			return buffer.Flush()
		}
		if err != nil {
			return err
		}
		if err := writer.WriteEvent(event); err != nil {
			return err
		}
	}
}

func expectation(path string, output io.Writer) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	found, has := section(text, "expect")
	if !has {
		return fmt.Errorf("%s has no section “expect”", path)
	}
	_, err = output.Write(found)
	return err
}
