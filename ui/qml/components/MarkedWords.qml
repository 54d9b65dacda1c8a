import QtQuick

// Text with marked places. `pieces`: list of {html, marked}; `plain` is all of it, for screen readers.
Words {
    required property var pieces
    required property string plain

    function coloured(piece) {
        return piece.marked ? `<span style="background-color:${Theme.infoSoft};color:${Theme.info};font-weight:bold">${piece.html}</span>` : piece.html;
    }

    textFormat: Text.RichText
    text: pieces.map(coloured).join("")
    Accessible.name: plain
}
