import QtQuick
import "../components"

// The QR code that goes home, and the characters that open it.
Card {
    id: card

    required property QtObject visit
    property bool wide: false

    height: content.height + 2 * Theme.spaceL

    Grid {
        id: content

        x: Theme.spaceL
        y: Theme.spaceL
        width: parent.width - 2 * Theme.spaceL
        columns: card.wide ? 2 : 1
        spacing: Theme.spaceL
        horizontalItemAlignment: Grid.AlignHCenter
        verticalItemAlignment: Grid.AlignVCenter

        Image {
            id: code

            width: Math.min(content.width, card.wide ? Theme.sizeCode * 0.8 : Theme.sizeCode)
            height: width
            source: card.visit.codePicture
            smooth: false
            Accessible.role: Accessible.Graphic
            Accessible.name: qsTr("A QR code with your readings, locked")
        }

        Column {
            width: card.wide ? content.width - code.width - content.spacing : content.width
            spacing: Theme.spaceM

            Words {
                objectName: "code"
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: card.visit.code
                font.pixelSize: Theme.typeNumber
                font.bold: true
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.typeTitle
                wrapMode: Text.NoWrap
            }

            Words {
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: qsTr("Scan the code with your phone, and note these eight characters: only they open it, in Listenwell at home (Import).")
            }

            Words {
                width: parent.width
                visible: text !== ""
                horizontalAlignment: Text.AlignHCenter
                text: card.visit.codeRemark
                color: Theme.muted
            }
        }
    }
}
