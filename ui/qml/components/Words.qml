import QtQuick
import QtQuick.Controls.Basic

// Text of the window. A bare Text is silent to screen readers; a Label is not.
Label {
    color: Theme.text
    font.pixelSize: Theme.typeBody
    wrapMode: Text.Wrap
    textFormat: Text.PlainText
    Accessible.role: Accessible.StaticText
    Accessible.name: text
}
