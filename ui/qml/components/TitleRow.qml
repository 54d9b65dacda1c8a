import QtQuick
import QtQuick.Controls.Basic

// An article to open: its title, and below it the article in one line.
AbstractButton {
    id: row

    required property string line

    implicitHeight: Math.max(Theme.sizeTarget, words.height + 2 * Theme.spaceM)
    focusPolicy: Qt.StrongFocus
    scale: down ? 0.99 : 1
    Accessible.role: Accessible.Button
    Accessible.name: line === "" ? text : text + ". " + line
    Accessible.onPressAction: click()
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    background: Card {
        radius: Theme.radiusSmall

        FocusRing {
            around: row
        }
    }

    contentItem: Item {
        Icon {
            id: icon

            x: Theme.spaceL
            anchors.verticalCenter: parent.verticalCenter
            name: "book-open"
            colour: Theme.primary
        }

        Column {
            id: words

            x: icon.x + icon.width + Theme.spaceM
            width: row.width - x - Theme.spaceL
            anchors.verticalCenter: parent.verticalCenter

            Words {
                width: parent.width
                text: row.text
                font.bold: true
                Accessible.ignored: true
            }

            Words {
                visible: text !== ""
                width: parent.width
                text: row.line
                color: Theme.muted
                font.pixelSize: Theme.typeLabel
                maximumLineCount: 2
                elide: Text.ElideRight
                Accessible.ignored: true
            }
        }
    }
}
