import QtQuick

// One of our own drawings in the colours of the theme. Decoration: the words beside it are what is read aloud.
Image {
    required property string drawing
    property real extent: Theme.sizeDrawing

    width: extent
    height: extent
    sourceSize: Qt.size(extent * Screen.devicePixelRatio, extent * Screen.devicePixelRatio)
    source: drawing === "" ? "" : ["image://drawing", drawing, hex(Theme.primary), hex(Theme.primarySoft), hex(Theme.surface)].join("/")
    Accessible.ignored: true

    function hex(colour) {
        return String(colour).slice(-6);
    }
}
